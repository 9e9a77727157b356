package io.volok.broker.queue;

import io.volok.broker.shard.Shard;

import java.util.Objects;

/**
 * What a queue needs of its surroundings.
 *
 * @param shard       the shard that owns it
 * @param logs        opens its logs
 * @param facts       keeps its acknowledgements
 * @param deadLetters routes its dead messages
 * @param owner       told when it wants to go
 * @param budget      the memory that all queues of the shard share for messages not yet delivered
 */
public record QueueContext(
        Shard shard, LaneLogs logs, QueueFacts facts, DeadLetters deadLetters, QueueOwner owner, MemoryBudget budget) {

    public QueueContext {
        Objects.requireNonNull(shard);
        Objects.requireNonNull(logs);
        Objects.requireNonNull(facts);
        Objects.requireNonNull(deadLetters);
        Objects.requireNonNull(owner);
        Objects.requireNonNull(budget);
    }
}
