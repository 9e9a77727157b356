package io.volok.broker.txn;

import java.util.Comparator;

/** A partition that takes part in a transaction. */
public record TxnPartition(String topic, int index) implements Comparable<TxnPartition> {

    private static final Comparator<TxnPartition> ORDER =
            Comparator.comparing(TxnPartition::topic).thenComparingInt(TxnPartition::index);

    @Override
    public int compareTo(TxnPartition other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return topic + "-" + index;
    }
}
