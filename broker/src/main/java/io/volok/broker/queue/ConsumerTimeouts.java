package io.volok.broker.queue;

import io.volok.broker.shard.Shard;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Takes messages back from whoever holds one for too long (quorum queues): consumers, consumers that have left, and
 * those that got a single message. Only what is overdue goes back; that does not count as a failed delivery.
 */
final class ConsumerTimeouts {

    private static final long NEVER = Long.MAX_VALUE;

    private final Queue queue;
    private final Shard shard;
    /** Those outside the ring who hold something. */
    private final Set<Consumer> outside = new LinkedHashSet<>();
    private Shard.Timer timer;
    private long timerDueMs;

    ConsumerTimeouts(Queue queue, Shard shard) {
        this.queue = queue;
        this.shard = shard;
    }

    /** Something was delivered; cheap when the timer stands already. */
    void watch(Consumer consumer) {
        if (queue.spec().type() == QueueType.QUORUM) {
            if (consumer.isGone() && consumer.unackedCount() > 0) {
                outside.add(consumer);
            }
            arm(dueMs(consumer));
        }
    }

    /** Those who watch again after a change of settings. */
    void watchAll() {
        queue.consumers().forEach(this::watch);
        outside.forEach(consumer -> arm(dueMs(consumer)));
    }

    /** Somebody outside the ring holds nothing any more. */
    void forget(Consumer consumer) {
        outside.remove(consumer);
    }

    /** Nothing that was delivered before means anything any more. */
    void forgetAll() {
        outside.forEach(Consumer::letsAll);
        outside.clear();
    }

    private long dueMs(Consumer consumer) {
        long timeout = consumer.timeoutMs();
        Delivery oldest = consumer.oldest();
        boolean never = timeout < 0 || oldest == null || timeout > NEVER - oldest.deliveredMs;
        return never ? NEVER : oldest.deliveredMs + timeout;
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
        List<Consumer> holders = new ArrayList<>(queue.consumers());
        holders.addAll(outside);
        for (Consumer holder : holders) {
            if (dueMs(holder) <= now) {
                timeOut(holder, now);
            }
        }
        watchAll();
    }

    private void timeOut(Consumer holder, long nowMs) {
        queue.drop(holder);
        while (dueMs(holder) <= nowMs) {
            queue.requeue(holder.oldest(), false);
        }
        watch(holder);
        holder.sink().cancelled(holder, DeliverySink.CancelReason.TIMED_OUT);
    }

    void stop() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }
}
