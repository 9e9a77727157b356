package io.volok.server.admin.api;

import java.util.HashMap;
import java.util.Map;

/**
 * Rates of what is only looked at when somebody asks: connections and channels. A value is compared with what it was a
 * while ago. Any thread; rows are made off the shards, by whichever thread is free.
 */
final class Samples {

    private static final long AGE_MIN_MS = 5_000;
    private static final int MOST = 20_000;

    private record Sample(long value, long atMs, double rate) {
    }

    private final Map<String, Sample> samples = new HashMap<>();

    /** The value's change per second, from a sample that is at least five seconds old. */
    synchronized double rate(String key, long value, long nowMs) {
        Sample old = samples.get(key);
        if (old != null && nowMs - old.atMs() < AGE_MIN_MS) {
            return old.rate();
        }
        double rate = old == null || value < old.value() ? 0 : (value - old.value()) * 1000.0 / (nowMs - old.atMs());
        if (samples.size() >= MOST) {
            samples.values().removeIf(sample -> nowMs - sample.atMs() > 12 * AGE_MIN_MS);
        }
        samples.put(key, new Sample(value, nowMs, rate));
        return rate;
    }

    /** Writes a value with its rate. */
    void put(Row row, String field, String key, long value, long nowMs) {
        row.with(field, value).with(field + "_details", Track.details(rate(key + ' ' + field, value, nowMs)));
    }
}
