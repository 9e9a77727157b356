package io.volok.broker.queue;

import io.volok.broker.shard.Shard;
import io.volok.codec.record.RecordView;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Messages whose time to live has run out: they leave from the head of their lane, by a timer or when they would be
 * delivered; none is ever delivered late. As in RabbitMQ, one behind a head that lives longer stays until it is the
 * head.
 *
 * <p>A message that could be delivered in the batch of work in which it came does not expire, even with a time of 0.
 */
final class MessageExpiry {

    private static final long NEVER = Long.MAX_VALUE;
    private static final byte[] EXPIRATION = "amqp.expiration".getBytes(StandardCharsets.US_ASCII);

    private final Queue queue;
    private final Shard shard;
    private final Graveyard graveyard;
    private Shard.Timer timer;
    private long timerDueMs;

    MessageExpiry(Queue queue, Shard shard, Graveyard graveyard) {
        this.queue = queue;
        this.shard = shard;
        this.graveyard = graveyard;
    }

    /** Whether the head of a lane is past its time and not to be delivered to a consumer. */
    boolean isExpired(Lane lane, RecordView head, long nowMs) {
        return isPastTime(lane, head, nowMs) && !lane.isFresh(head.offset());
    }

    /** Whether a message is past its time: one with a time of 0 always is. */
    boolean isPastTime(Lane lane, RecordView head, long nowMs) {
        return applies(lane) && dueMs(lane, head) <= nowMs;
    }

    /** Buries the heads that are past their time, and arranges to be called when the next one is. */
    void expireHeads(List<Lane> lanes) {
        long next = NEVER;
        for (int i = 0; i < lanes.size(); i++) {
            Lane lane = lanes.get(i);
            if (applies(lane)) {
                next = Math.min(next, expireHead(lane));
            }
        }
        arm(next);
    }

    private boolean applies(Lane lane) {
        return queue.settings().expiry().messageTtlMs() >= 0 || lane.mayHoldExpiring();
    }

    /** Returns when the head that is left will expire. */
    private long expireHead(Lane lane) {
        long now = shard.nowMs();
        for (RecordView head = lane.head(); head != null; head = lane.head()) {
            long due = dueMs(lane, head);
            if (due > now) {
                return due;
            }
            graveyard.bury(lane.take(head, null, now), DeathReason.EXPIRED);
        }
        return NEVER;
    }

    private long dueMs(Lane lane, RecordView record) {
        long ttl = queue.settings().expiry().messageTtlMs();
        long due = ttl >= 0 ? record.timestamp() + ttl : NEVER;
        if (lane.mayHoldExpiring() && record.findHeader(EXPIRATION)) {
            long own = number(record.array(), record.headerValueStart(), record.headerValueLength());
            due = own < 0 ? due : Math.min(due, record.timestamp() + own);
        }
        return due < 0 ? NEVER : due;
    }

    /**
     * A decimal number, perhaps with a plus sign, or {@code -0}; -1 for what is none, which publishing refuses and only a
     * foreign writer can have stored.
     */
    private static long number(byte[] array, int start, int length) {
        long value = 0;
        boolean signed = length > 1 && (array[start] == '+' || array[start] == '-');
        for (int i = signed ? start + 1 : start; i < start + length; i++) {
            int digit = array[i] - '0';
            if (digit < 0 || digit > 9 || value > (Long.MAX_VALUE >> 8)) {
                return -1;
            }
            value = value * 10 + digit;
        }
        return length <= 0 || signed && array[start] == '-' && value > 0 ? -1 : value;
    }

    private void arm(long dueMs) {
        if (dueMs == NEVER || timer != null && timerDueMs <= dueMs) {
            return;
        }
        stop();
        timerDueMs = dueMs;
        timer = shard.schedule(Math.max(0, dueMs - shard.nowMs()), () -> {
            timer = null;
            queue.changed();
        });
    }

    void stop() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }
}
