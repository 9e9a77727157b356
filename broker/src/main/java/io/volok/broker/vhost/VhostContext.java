package io.volok.broker.vhost;

import io.volok.broker.queue.MemoryBudget;
import io.volok.broker.shard.Shard;
import io.volok.log.LogConfig;
import io.volok.log.store.SegmentStore;
import java.util.Objects;
import java.util.random.RandomGenerator;

/**
 * What a virtual host needs of its surroundings.
 *
 * @param shard the shard that owns it
 * @param store where its logs are kept
 * @param logs the settings of its logs: segments and durability. Quorum queues are forced whatever it says
 * @param topics the topics that are its streams
 * @param budget the memory its queues share with those of other vhosts of the shard
 * @param random for names, random exchanges and the like
 */
public record VhostContext(Shard shard, SegmentStore store, LogConfig logs, TopicTargets topics, MemoryBudget budget,
        RandomGenerator random) {

    /** Nothing may be missing. */
    public VhostContext {
        Objects.requireNonNull(shard);
        Objects.requireNonNull(store);
        Objects.requireNonNull(logs);
        Objects.requireNonNull(topics);
        Objects.requireNonNull(budget);
        Objects.requireNonNull(random);
    }
}
