package io.volok.broker.vhost;

/** What publishers of a virtual host were told since the broker started: plain counters, for the statistics. */
public final class VhostTotals {

    private long confirmed;
    private long returned;
    private long dropped;

    VhostTotals() {
    }

    /** So many publishes more were confirmed. */
    public void addConfirmed(long publishes) {
        confirmed += publishes;
    }

    /** A message could not be routed: it went back to its publisher, or nowhere. */
    public void unroutable(boolean wasReturned) {
        if (wasReturned) {
            returned++;
        } else {
            dropped++;
        }
    }

    public long confirmed() {
        return confirmed;
    }

    public long returned() {
        return returned;
    }

    public long dropped() {
        return dropped;
    }
}
