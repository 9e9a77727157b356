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
 * @param consumerTimeoutMs how long a delivery of a quorum queue may stay unacknowledged where nothing else is said
 */
public record VhostContext(Shard shard, SegmentStore store, LogConfig logs, TopicTargets topics, MemoryBudget budget,
        RandomGenerator random, long consumerTimeoutMs) {

    /** RabbitMQ's default: half an hour. */
    private static final long CONSUMER_TIMEOUT_MS = 1_800_000;

    /** With the usual consumer timeout. */
    public VhostContext(Shard shard, SegmentStore store, LogConfig logs, TopicTargets topics, MemoryBudget budget,
            RandomGenerator random) {
        this(shard, store, logs, topics, budget, random, CONSUMER_TIMEOUT_MS);
    }

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
