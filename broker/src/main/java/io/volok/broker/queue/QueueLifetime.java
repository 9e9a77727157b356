package io.volok.broker.queue;

import io.volok.broker.shard.Shard;

/**
 * When a queue wants to go: unused for as long as {@code x-expires} says, or auto-delete and left by its last consumer.
 */
final class QueueLifetime {

    private final Queue queue;
    private final Shard shard;
    private final QueueOwner owner;
    private Shard.Timer timer;
    private long usedMs;

    QueueLifetime(Queue queue, QueueContext context) {
        this.queue = queue;
        this.shard = context.shard();
        this.owner = context.owner();
    }

    /** The queue is being used; its time begins anew. */
    void touch() {
        usedMs = shard.nowMs();
        if (timer == null) {
            arm();
        }
    }

    /** The settings have changed. */
    void rearm() {
        stop();
        arm();
    }

    void consumerLeft() {
        touch();
        if (queue.spec().autoDelete() && queue.consumerCount() == 0) {
            owner.lastConsumerLeft(queue);
        }
    }

    private void arm() {
        long ttl = queue.settings().expiry().queueTtlMs();
        if (ttl >= 0) {
            timer = shard.schedule(Math.max(0, usedMs + ttl - shard.nowMs()), this::check);
        }
    }

    private void check() {
        timer = null;
        long ttl = queue.settings().expiry().queueTtlMs();
        if (queue.consumerCount() > 0) {
            usedMs = shard.nowMs();
        }
        if (ttl >= 0 && shard.nowMs() - usedMs >= ttl) {
            owner.unused(queue);
        } else {
            arm();
        }
    }

    void stop() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }
}
