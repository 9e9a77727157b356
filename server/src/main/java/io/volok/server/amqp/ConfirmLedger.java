package io.volok.server.amqp;

import io.volok.broker.message.Settlement;

/**
 * What a channel in confirm mode still owes its publisher.
 *
 * <p>Every publish gets the next sequence number and is settled once by each destination it was routed to, in any
 * order. Numbers are confirmed strictly in order: {@link #emit} tells runs of equal outcome from the oldest number on,
 * each as one cumulative frame. Because nothing older is ever left open, a cumulative ack can never cover a number that
 * was nacked.
 *
 * <pre>
 *   state of a number:  | destinations still to settle (31 bits) | rejected (1 bit) |
 * </pre>
 * While a message is being routed {@link #ROUTING} is added to its count, since destinations may settle before the
 * publisher knows how many there are.
 */
final class ConfirmLedger implements Settlement {

    /** Receives confirms, oldest first. */
    interface Sink {
        void confirm(boolean ack, long deliveryTag, boolean multiple);
    }

    private static final int INITIAL_CAPACITY = 64;
    private static final int ROUTING = 1 << 24;
    private static final int ONE = 2;
    private static final int REJECTED = 1;

    private final Runnable onProgress;
    private int[] states = new int[INITIAL_CAPACITY];
    private long oldest = 1;
    private long next = 1;
    private boolean announced;

    /** @param onProgress runs when there is something to {@link #emit}, once until emitted */
    ConfirmLedger(Runnable onProgress) {
        this.onProgress = onProgress;
    }

    /** Takes the next sequence number for a message that is about to be routed. */
    long open() {
        if (next - oldest == states.length) {
            grow();
        }
        states[slot(next)] = ROUTING * ONE;
        return next++;
    }

    /** Routing is over: so many destinations settle the message, some of them perhaps already did. */
    void routed(long token, int destinations) {
        update(token, states[slot(token)] + (destinations - ROUTING) * ONE);
    }

    /** Takes back the newest number: its publish was refused with a channel error. */
    void abandon(long token) {
        if (token == next - 1) {
            next--;
        }
    }

    @Override
    public void accepted(long token) {
        if (token >= oldest) {
            update(token, states[slot(token)] - ONE);
        }
    }

    @Override
    public void rejected(long token) {
        if (token >= oldest) {
            update(token, (states[slot(token)] - ONE) | REJECTED);
        }
    }

    /** How many publishes have not been confirmed yet. */
    long unconfirmed() {
        return next - oldest;
    }

    /** How many publishes have been. */
    long settled() {
        return oldest - 1;
    }

    /** Tells everything that is settled from the oldest number on. */
    void emit(Sink sink) {
        announced = false;
        while (oldest < next && states[slot(oldest)] < ONE) {
            int outcome = states[slot(oldest)];
            long first = oldest;
            while (oldest < next && states[slot(oldest)] == outcome) {
                oldest++;
            }
            sink.confirm(outcome != REJECTED, oldest - 1, oldest - first > 1);
        }
    }

    private void update(long token, int state) {
        states[slot(token)] = state;
        if (token == oldest && state < ONE && !announced) {
            announced = true;
            onProgress.run();
        }
    }

    private int slot(long token) {
        return (int) token & (states.length - 1);
    }

    private void grow() {
        int[] wider = new int[states.length * 2];
        for (long token = oldest; token < next; token++) {
            wider[(int) token & (wider.length - 1)] = states[slot(token)];
        }
        states = wider;
    }
}
