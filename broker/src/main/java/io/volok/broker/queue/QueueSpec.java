package io.volok.broker.queue;

import java.util.Objects;

/**
 * What a queue is for life, as declared.
 *
 * @param name                 its name in the virtual host
 * @param id                   its identity in storage; never reused, so that a queue that was deleted and declared
 *                             again does not see old facts
 * @param type                 classic or quorum
 * @param durable              whether it survives a restart
 * @param autoDelete           whether it is deleted when its last consumer leaves
 * @param maxPriority          {@code x-max-priority} of a classic queue, 0 for one without priorities; quorum queues
 *                             always have 32 levels and ignore it
 * @param singleActiveConsumer {@code x-single-active-consumer}
 */
public record QueueSpec(
        String name,
        long id,
        QueueType type,
        boolean durable,
        boolean autoDelete,
        int maxPriority,
        boolean singleActiveConsumer) {

    /** How many priority levels a quorum queue has. */
    public static final int QUORUM_PRIORITIES = 32;

    public QueueSpec {
        Objects.requireNonNull(name);
        if (type == QueueType.STREAM || type == QueueType.TOPIC) {
            throw new IllegalArgumentException("a topic is not a queue of its own: " + name);
        }
        if (maxPriority < 0 || maxPriority > 255) {
            throw new IllegalArgumentException("max priority out of range: " + maxPriority);
        }
    }

    /** The level in which a message of this AMQP priority ({@code -1} when it has none) waits; 0 is the lowest. */
    public int levelOf(int priority) {
        if (type == QueueType.QUORUM) {
            return priority < 0 ? QUORUM_DEFAULT_PRIORITY : Math.min(priority, QUORUM_PRIORITIES - 1);
        }
        return Math.min(Math.max(priority, 0), maxPriority);
    }

    /** How many levels there are. */
    public int levels() {
        return type == QueueType.QUORUM ? QUORUM_PRIORITIES : maxPriority + 1;
    }

    private static final int QUORUM_DEFAULT_PRIORITY = 4;
}
