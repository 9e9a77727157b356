package io.volok.broker.queue;

import io.volok.broker.shard.Shard;

import java.util.List;

/**
 * Takes messages back from consumers that hold one for too long (quorum queues). Such a consumer is dropped; all that
 * it holds goes back to the queue as failed deliveries.
 */
final class ConsumerTimeouts {

    private static final long NEVER = Long.MAX_VALUE;

    private final Queue queue;
    private final Shard shard;
    private Shard.Timer timer;
    private long timerDueMs;

    ConsumerTimeouts(Queue queue, Shard shard) {
        this.queue = queue;
        this.shard = shard;
    }

    /** Something was delivered; cheap when the timer stands already. */
    void watch(Consumer consumer) {
        if (queue.spec().type() == QueueType.QUORUM) {
            arm(dueMs(consumer));
        }
    }

    private long dueMs(Consumer consumer) {
        long own = consumer.spec().timeoutMs();
        long timeout = own >= 0 ? own : queue.settings().consumerTimeoutMs();
        Delivery oldest = consumer.oldest();
        return timeout < 0 || oldest == null ? NEVER : oldest.deliveredMs + timeout;
    }

    private void arm(long dueMs) {
        if (dueMs == NEVER || timer != null && timerDueMs <= dueMs) {
            return;
        }
        stop();
        timerDueMs = dueMs;
        timer = shard.schedule(Math.max(0, dueMs - shard.nowMs()), this::check);
    }

    private void check() {
        timer = null;
        long now = shard.nowMs();
        for (Consumer consumer : List.copyOf(queue.consumers())) {
            if (dueMs(consumer) <= now) {
                queue.timeOut(consumer);
            }
        }
        for (Consumer consumer : queue.consumers()) {
            arm(dueMs(consumer));
        }
    }

    void stop() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }
}
