package io.volok.server.amqp;

/**
 * One prefetch window (basic.qos): how many deliveries may be unacknowledged at a time. A consumer has one, and so has
 * a channel for all its consumers together (basic.qos global).
 */
final class Prefetch {

    private int limit;
    private int inFlight;

    /** @param limit the window's size, 0 for no limit */
    Prefetch(int limit) {
        this.limit = limit;
    }

    int limit() {
        return limit;
    }

    void limit(int newLimit) {
        limit = newLimit;
    }

    boolean isOpen() {
        return limit == 0 || inFlight < limit;
    }

    /** Counts a delivery. */
    void take() {
        inFlight++;
    }

    /** Counts a settled delivery; true if the window was closed and is open now. */
    boolean give() {
        boolean wasOpen = isOpen();
        inFlight--;
        return !wasOpen && isOpen();
    }
}
