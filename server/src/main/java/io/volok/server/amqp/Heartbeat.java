package io.volok.server.amqp;

import io.volok.broker.shard.Shard;

/**
 * The heartbeats of one connection (section 4.2.7): something is sent at least every half interval, and a peer that is
 * silent for two intervals is given up. Any traffic counts, in both directions.
 */
final class Heartbeat {

    private final Shard shard;
    private final long intervalMs;
    private final Runnable send;
    private final Runnable peerSilent;
    private Shard.Timer timer;
    private boolean sent;
    private boolean watching = true;
    private long lastHeardMs;

    /**
     * @param intervalMs the negotiated interval, more than 0
     * @param send writes and flushes a heartbeat frame
     * @param peerSilent gives the connection up
     */
    Heartbeat(Shard shard, long intervalMs, Runnable send, Runnable peerSilent) {
        this.shard = shard;
        this.intervalMs = intervalMs;
        this.send = send;
        this.peerSilent = peerSilent;
    }

    void start() {
        lastHeardMs = nowMs();
        schedule();
    }

    /** Bytes went out. */
    void sent() {
        sent = true;
    }

    /** Bytes came in. */
    void heard() {
        lastHeardMs = nowMs();
    }

    /** While the broker itself does not read from the peer, the peer's silence means nothing. */
    void watch(boolean watch) {
        watching = watch;
        lastHeardMs = nowMs();
    }

    void stop() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    private void schedule() {
        timer = shard.schedule(Math.max(1, intervalMs / 2), this::tick);
    }

    private void tick() {
        if (watching && nowMs() - lastHeardMs >= 2 * intervalMs) {
            timer = null;
            peerSilent.run();
            return;
        }
        schedule();
        if (!sent) {
            send.run();
        }
        sent = false;
    }

    /** Monotonic, so that a stepped wall clock closes no connection. */
    private long nowMs() {
        return shard.nanoTime() / 1_000_000L;
    }
}
