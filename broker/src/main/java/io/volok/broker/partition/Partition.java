package io.volok.broker.partition;

import io.volok.broker.shard.Shard;

/**
 * One partition: a log, its idempotent producers and the readers that wait for it to grow.
 *
 * <p>The handle may be passed around freely; everything but {@link #id()} and {@link #shard()} is called on the
 * partition's shard only.
 */
public final class Partition {

    private final PartitionId id;
    private final Shard shard;

    Partition(PartitionId id, Shard shard) {
        this.id = id;
        this.shard = shard;
    }

    /** Which partition this is. */
    public PartitionId id() {
        return id;
    }

    /** Where the partition lives. */
    public Shard shard() {
        return shard;
    }
}
