package io.volok.broker.queue;

import io.volok.broker.queue.QueueSettings.DelayedRetry;
import io.volok.broker.queue.QueueSettings.Retry;
import io.volok.broker.shard.Shard;

import java.util.Comparator;
import java.util.PriorityQueue;

/**
 * What happens to a message that comes back: it goes to its place, or waits there for a while, or has come back too
 * often (quorum queues only).
 *
 * <p>A classic queue counts failures for its dead letters only. The limit of a quorum queue counts failed deliveries:
 * {@code basic.reject} and channels that ended, not {@code basic.nack}. It is applied when the message comes back, not
 * when it would be delivered again.
 */
final class Returns {

    private final Queue queue;
    private final Shard shard;
    private final Graveyard graveyard;
    private final PriorityQueue<Delayed> delayed =
            new PriorityQueue<>(Comparator.comparingLong(Delayed::dueMs).thenComparingLong(d -> d.delivery.offset));
    private Shard.Timer timer;
    private long timerDueMs;

    Returns(Queue queue, Shard shard, Graveyard graveyard) {
        this.queue = queue;
        this.shard = shard;
        this.graveyard = graveyard;
    }

    private record Delayed(long dueMs, Delivery delivery, boolean failed) {
    }

    void comeBack(Delivery delivery, boolean failed) {
        if (queue.spec().type() != QueueType.QUORUM) {
            delivery.lane.giveBack(delivery, failed);
            return;
        }
        Retry retry = queue.settings().retry();
        int failures = delivery.deliveryCount() + (failed ? 1 : 0);
        if (failed && retry.deliveryLimit() >= 0 && failures > retry.deliveryLimit()) {
            graveyard.bury(delivery, DeathReason.DELIVERY_LIMIT, true);
            return;
        }
        long delayMs = delayMs(retry, failed, Math.max(1, failures));
        if (delayMs > 0) {
            long dueMs = shard.nowMs() + delayMs;
            delivery.lane.hold(delivery, Holding.retry(dueMs, failed));
            comeBackAt(dueMs, delivery, failed);
        } else {
            delivery.lane.giveBack(delivery, failed);
        }
    }

    /** A message that is held waits, perhaps since before a restart. */
    void comeBackAt(long dueMs, Delivery delivery, boolean failed) {
        delayed.add(new Delayed(dueMs, delivery, failed));
        arm();
    }

    private static long delayMs(Retry retry, boolean failed, long count) {
        DelayedRetry which = retry.delayed();
        boolean applies = which == DelayedRetry.ALL
                || which == DelayedRetry.FAILED && failed
                || which == DelayedRetry.RETURNED && !failed;
        if (!applies || retry.delayMinMs() <= 0) {
            return 0;
        }
        long delay = retry.delayMinMs() * count;
        return Math.min(delay, retry.delayMaxMs() > 0 ? retry.delayMaxMs() : retry.delayMinMs());
    }

    private void arm() {
        Delayed first = delayed.peek();
        if (first == null || timer != null && timerDueMs <= first.dueMs) {
            return;
        }
        stop();
        timerDueMs = first.dueMs;
        timer = shard.schedule(Math.max(0, first.dueMs - shard.nowMs()), this::releaseDue);
    }

    private void releaseDue() {
        timer = null;
        long now = shard.nowMs();
        for (Delayed first = delayed.peek(); first != null && first.dueMs <= now; first = delayed.peek()) {
            delayed.poll();
            Delivery delivery = first.delivery;
            if (delivery.isHeld()) {
                delivery.lane.unhold(delivery, first.failed);
            }
        }
        arm();
        queue.changed();
    }

    void stop() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }
}
