package io.volok.broker.partition;

/** A reader that waits for a partition to grow. */
@FunctionalInterface
public interface FetchWaiter {

    /** The partition has more to read. Called on its shard, at the end of a batch of work; may come in vain. */
    void grown(Partition partition);
}
