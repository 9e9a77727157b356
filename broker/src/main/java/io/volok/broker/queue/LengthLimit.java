package io.volok.broker.queue;

import io.volok.broker.queue.QueueSettings.Limits;
import io.volok.codec.record.RecordView;

/**
 * Keeps a queue within its maximum length; ready messages count and those that are held (for a delayed retry, or until
 * their dead letter has arrived), and the bytes of their bodies.
 */
final class LengthLimit {

    private final Queue queue;
    private final Lanes lanes;
    private final Graveyard graveyard;

    LengthLimit(Queue queue, Lanes lanes, Graveyard graveyard) {
        this.queue = queue;
        this.lanes = lanes;
        this.graveyard = graveyard;
    }

    /** Whether a new message would have to be refused. */
    boolean refuses(int bodySize) {
        Limits limits = queue.settings().limits();
        if (!limits.isSet() || limits.overflow() == Overflow.DROP_HEAD) {
            return false;
        }
        return isExceeded(limits, 1, bodySize);
    }

    /** Drops from the head what is too much. */
    void enforce(long nowMs) {
        Limits limits = queue.settings().limits();
        if (!limits.isSet() || limits.overflow() != Overflow.DROP_HEAD) {
            return;
        }
        while (isExceeded(limits, 0, 0)) {
            Lane lane = lanes.highest();
            if (lane == null) {
                return;
            }
            RecordView head = lane.head();
            graveyard.bury(lane.take(head, null, nowMs), DeathReason.MAXLEN);
        }
    }

    private boolean isExceeded(Limits limits, int more, int moreBytes) {
        return limits.maxLength() >= 0
                && queue.readyCount() + queue.heldCount() + more > limits.maxLength()
                || limits.maxLengthBytes() >= 0
                && queue.readyBytes() + queue.heldBytes() + moreBytes > limits.maxLengthBytes();
    }
}
