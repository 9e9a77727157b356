package io.volok.server.admin.api;

import java.util.LinkedHashMap;
import java.util.Map;

/** The last two samples of something, and the rates between them. */
final class Track {

    private Numbers before;
    private Numbers last;
    private long beforeMs;
    private long lastMs;
    /** The round in which it was last sampled. */
    private long round;

    /** Takes a sample. */
    void sample(Numbers now, long nowMs, long newRound) {
        before = last;
        beforeMs = lastMs;
        last = now;
        lastMs = nowMs;
        round = newRound;
    }

    long round() {
        return round;
    }

    Numbers last() {
        return last;
    }

    /** Change per second between the last two samples; before there are two, the first counts from nothing. */
    double rate(Counter counter) {
        if (last == null || before == null || lastMs <= beforeMs) {
            return 0;
        }
        double change = last.get(counter) - before.get(counter);
        double rate = change * 1000 / (lastMs - beforeMs);
        return counter.isLevel() ? rate : Math.max(0, rate);
    }

    /** Writes a value with its rate, as every statistic is written. A null track has no rates. */
    static void put(Map<String, Object> row, Counter counter, Numbers now, Track track) {
        row.put(counter.field(), now.get(counter));
        row.put(counter.field() + "_details", details(track == null ? 0 : track.rate(counter)));
    }

    static Map<String, Object> details(double rate) {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("rate", Math.round(rate * 10) / 10.0);
        return details;
    }
}
