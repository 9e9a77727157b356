package io.volok.server.kafka.quota;

import java.util.concurrent.atomic.AtomicReference;

/**
 * Bytes a second over the last ten seconds and the present one, as Kafka's quotas count ({@code quota.window.num} = 11
 * windows of {@code quota.window.size.seconds} = 1). Any thread may use it.
 */
final class RateMeter {

    private static final int WINDOWS = 11;
    private static final long WINDOW_MS = 1000;
    private static final double SPAN_SECONDS = WINDOWS - 1;

    private final AtomicReference<Counts> counts = new AtomicReference<>(new Counts(0, new long[WINDOWS]));

    /** Bytes by second; the slot of a second is its number modulo the number of windows. */
    private record Counts(long second, long[] bytes) {

        Counts at(long now) {
            long[] moved = bytes.clone();
            for (long each = Math.max(second + 1, now - WINDOWS + 1); each <= now; each++) {
                moved[(int) (each % WINDOWS)] = 0;
            }
            return new Counts(Math.max(second, now), moved);
        }

        Counts plus(long amount) {
            long[] more = bytes.clone();
            more[(int) (second % WINDOWS)] += amount;
            return new Counts(second, more);
        }

        long total() {
            long total = 0;
            for (long each : bytes) {
                total += each;
            }
            return total;
        }
    }

    /** Counts bytes; returns for how long the rate has to stay zero until it is within the limit again. */
    int add(long bytes, double limit, long nowMs) {
        Counts after = counts.updateAndGet(before -> before.at(nowMs / WINDOW_MS).plus(bytes));
        return delayMs(after.total(), limit);
    }

    /** Counts bytes if they fit into the limit, or if nothing else was counted lately; else says how long to wait. */
    int addIfWithin(long bytes, double limit, long nowMs) {
        Counts now = counts.get().at(nowMs / WINDOW_MS);
        int delayMs = now.total() == 0 ? 0 : delayMs(now.total() + bytes, limit);
        if (delayMs == 0) {
            add(bytes, limit, nowMs);
        }
        return delayMs;
    }

    private static int delayMs(long total, double limit) {
        double rate = total / SPAN_SECONDS;
        return rate <= limit ? 0 : (int) Math.min(Integer.MAX_VALUE,
                Math.ceil((rate - limit) / limit * SPAN_SECONDS * WINDOW_MS));
    }
}
