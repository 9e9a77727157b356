package io.volok.broker.txn;

import io.volok.broker.partition.Partition;
import io.volok.broker.partition.Topic;
import io.volok.broker.partition.Topics;
import io.volok.broker.partition.TransactionMarker;
import io.volok.broker.shard.Shard;
import io.volok.log.store.DiskFull;

/** Markers for one coordinator, whose shard {@code home} is: each is written on its partition's shard. */
final class PartitionMarkers implements Markers {

    private static final long RETRY_MS = 100;

    private final Shard home;
    private final Topics topics;
    private final Markers offsets;

    /** @param offsets writes to {@code __consumer_offsets}, whose groups have to learn of the end */
    PartitionMarkers(Shard home, Topics topics, Markers offsets) {
        this.home = home;
        this.topics = topics;
        this.offsets = offsets;
    }

    @Override
    public void write(TxnPartition target, TransactionMarker marker, short transactionVersion, Runnable written) {
        Runnable back = () -> onHome(written);
        if (target.topic().equals(Transactions.OFFSETS_TOPIC)) {
            offsets.write(target, marker, transactionVersion, back);
            return;
        }
        Topic topic = topics.image().byName(target.topic());
        Partition partition = topic == null ? null : topic.partition(target.index());
        if (partition == null) {
            back.run();
        } else if (partition.shard().isCurrent()) {
            write(partition, marker, back);
        } else {
            partition.shard().execute(() -> write(partition, marker, back));
        }
    }

    private static void write(Partition partition, TransactionMarker marker, Runnable back) {
        if (partition.isDeleted()) {
            back.run();
            return;
        }
        try {
            partition.whenDurable(partition.endTransaction(marker), back);
        } catch (DiskFull full) {
            partition.shard().schedule(RETRY_MS, () -> write(partition, marker, back));
        }
    }

    private void onHome(Runnable task) {
        if (home.isCurrent()) {
            task.run();
        } else {
            home.execute(task);
        }
    }
}
