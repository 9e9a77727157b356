package io.volok.broker.partition;

import io.volok.broker.shard.Shard;
import io.volok.log.store.CorruptLog;
import io.volok.log.store.LogFailed;
import io.volok.log.store.StoreFailed;
import java.util.Iterator;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Does something with many partitions of one shard, a few at a time, so that the shard's other work goes on in between.
 * A few may be one: the first visit to a log after a crash opens it, which can mean to check a good part of it.
 * A partition whose log is broken does not keep the others from their turn.
 */
final class PartitionRound {

    private static final int AT_A_TIME = 50;
    private static final long TURN_NANOS = 5_000_000;

    private final Shard shard;
    private final Iterator<Partition> partitions;
    private final Consumer<Partition> task;
    private final BiConsumer<PartitionId, LogFailed> trouble;

    PartitionRound(Shard shard, Iterator<Partition> partitions, Consumer<Partition> task,
                   BiConsumer<PartitionId, LogFailed> trouble) {
        this.shard = shard;
        this.partitions = partitions;
        this.task = task;
        this.trouble = trouble;
    }

    /** Goes on with the next few. On the shard. */
    void run() {
        long turnEnds = shard.nanoTime() + TURN_NANOS;
        for (int i = 0; i < AT_A_TIME && partitions.hasNext() && shard.nanoTime() - turnEnds <= 0; i++) {
            Partition partition = partitions.next();
            try {
                if (!partition.isDeleted()) {
                    task.accept(partition);
                }
            } catch (CorruptLog | StoreFailed broken) {
                trouble.accept(partition.id(), broken);
            }
        }
        if (partitions.hasNext()) {
            shard.giveWay(this::run);
        }
    }
}
