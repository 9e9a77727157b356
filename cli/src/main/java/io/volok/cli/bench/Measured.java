package io.volok.cli.bench;

import java.io.PrintStream;
import org.HdrHistogram.Histogram;

/** Latencies and the time span of one side of a run. Written by one thread, printed when that has ended. */
final class Measured {

    private static final long LONGEST_NANOS = 3_600_000_000_000L;
    private static final int DIGITS = 3;
    private static final double NANOS_PER_MS = 1e6;
    private static final double NANOS_PER_SECOND = 1e9;

    private final Histogram latencies = new Histogram(LONGEST_NANOS, DIGITS);
    private final long startNanoTime;
    private long lastNanoTime;

    Measured(long startNanoTime) {
        this.startNanoTime = startNanoTime;
        this.lastNanoTime = startNanoTime;
    }

    void record(long dueNanoTime, long nowNanoTime) {
        latencies.recordValue(Math.clamp(nowNanoTime - dueNanoTime, 0, LONGEST_NANOS));
        lastNanoTime = nowNanoTime;
    }

    long count() {
        return latencies.getTotalCount();
    }

    void print(PrintStream out, String side) {
        double seconds = Math.max(1, lastNanoTime - startNanoTime) / NANOS_PER_SECOND;
        out.printf("%-10s %,12d messages %,12.0f /s   latency ms: p50 %.3f  p95 %.3f  p99 %.3f  p99.9 %.3f  max %.3f%n",
                side, count(), count() / seconds, at(50), at(95), at(99), at(99.9), latencies.getMaxValue() / NANOS_PER_MS);
    }

    private double at(double percentile) {
        return latencies.getValueAtPercentile(percentile) / NANOS_PER_MS;
    }
}
