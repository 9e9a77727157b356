package io.volok.server.kafka.quota;

import java.util.concurrent.atomic.AtomicReference;

/**
 * How much a second over the last full windows and the present one, as Kafka's quotas count ({@code quota.window.num} and
 * {@code quota.window.size.seconds}). Any thread may use it.
 */
final class RateMeter {

    private final Windows windows;
    private final AtomicReference<Counts> counts;

    RateMeter(Windows windows) {
        this.windows = windows;
        this.counts = new AtomicReference<>(new Counts(0, new long[windows.number()]));
    }

    /**
     * In how many windows of which size is counted.
     *
     * @param number including the present one
     */
    record Windows(int number, int seconds) {

        /** The time of all windows but the present one. */
        double spanSeconds() {
            return (double) Math.max(1, number - 1) * seconds;
        }

        long sizeMs() {
            return 1000L * seconds;
        }
    }

    /** Amounts by window; the slot of a window is its number since the epoch modulo the number of windows. */
    private record Counts(long window, long[] amounts) {

        Counts at(long now) {
            long[] moved = amounts.clone();
            for (long each = Math.max(window + 1, now - amounts.length + 1); each <= now; each++) {
                moved[(int) (each % amounts.length)] = 0;
            }
            return new Counts(Math.max(window, now), moved);
        }

        Counts plus(long amount) {
            long[] more = amounts.clone();
            more[(int) (window % amounts.length)] += amount;
            return new Counts(window, more);
        }

        long total() {
            long total = 0;
            for (long each : amounts) {
                total += each;
            }
            return total;
        }
    }

    /** Counts an amount; returns for how long the rate has to stay zero until it is within the limit again. */
    int add(long amount, double limit, long nowMs) {
        Counts after = counts.updateAndGet(before -> before.at(nowMs / windows.sizeMs()).plus(amount));
        return delayMs(after.total(), limit);
    }

    /** Counts an amount if it fits into the limit, or if nothing else was counted lately; else says how long to wait. */
    int addIfWithin(long amount, double limit, long nowMs) {
        Counts now = counts.get().at(nowMs / windows.sizeMs());
        int delayMs = now.total() == 0 ? 0 : delayMs(now.total() + amount, limit);
        if (delayMs == 0) {
            add(amount, limit, nowMs);
        }
        return delayMs;
    }

    private int delayMs(long total, double limit) {
        double rate = total / windows.spanSeconds();
        return rate <= limit ? 0 : (int) Math.min(Integer.MAX_VALUE,
                Math.ceil((rate - limit) / limit * windows.spanSeconds() * 1000));
    }
}
