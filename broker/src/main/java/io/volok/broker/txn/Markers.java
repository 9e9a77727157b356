package io.volok.broker.txn;

import io.volok.broker.partition.TransactionMarker;

/** Writes the ends of transactions into the partitions that they have touched. */
@FunctionalInterface
public interface Markers {

    /**
     * Writes a marker, trying again until it is written: the transaction's end is decided and there is no way back. A
     * partition that does not exist any more needs none.
     *
     * @param written run on the shard of the caller, once, when the marker is durable
     */
    void write(TxnPartition partition, TransactionMarker marker, short transactionVersion, Runnable written);
}
