package io.volok.cli.bench;

import java.util.concurrent.locks.LockSupport;

/** When each message is due: message {@code i} at {@code start + i / rate}, whatever happened to those before. */
final class Pace {

    private static final double NANOS_PER_SECOND = 1e9;

    private final long rate;
    private final long startNanoTime;

    /** @param rate messages per second; 0: as fast as possible, every message is due when it is sent */
    Pace(long rate, long startNanoTime) {
        this.rate = rate;
        this.startNanoTime = startNanoTime;
    }

    /** The moment from which the latency of a message counts. */
    long dueNanoTime(long index, long nowNanoTime) {
        return rate == 0 ? nowNanoTime : startNanoTime + (long) (index * (NANOS_PER_SECOND / rate));
    }

    /** Waits until a message is due. */
    void await(long dueNanoTime) {
        long left = dueNanoTime - System.nanoTime();
        while (left > 0) {
            LockSupport.parkNanos(left);
            left = dueNanoTime - System.nanoTime();
        }
    }
}
