package io.volok.server.admin.api;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The last samples of something, the newest first, and what follows from them. */
final class Track {

    private record Sample(Numbers numbers, long atMs) {
    }

    private final ArrayDeque<Sample> samples = new ArrayDeque<>(2);
    /** The round in which it was last sampled. */
    private long round;

    /** Takes a sample, and forgets those beyond {@code kept}. */
    void sample(Numbers now, long nowMs, long newRound, int kept) {
        samples.addFirst(new Sample(now, nowMs));
        while (samples.size() > kept) {
            samples.removeLast();
        }
        round = newRound;
    }

    long round() {
        return round;
    }

    Numbers last() {
        return samples.getFirst().numbers();
    }

    /** Change per second between the last two samples; none before there are two. */
    double rate(Counter counter) {
        Iterator<Sample> newestFirst = samples.iterator();
        Sample last = newestFirst.hasNext() ? newestFirst.next() : null;
        Sample before = newestFirst.hasNext() ? newestFirst.next() : null;
        if (before == null || last.atMs() <= before.atMs()) {
            return 0;
        }
        double rate = perSecond(last.numbers().get(counter) - before.numbers().get(counter),
                last.atMs() - before.atMs());
        return counter.isLevel() ? rate : Math.max(0, rate);
    }

    private static double perSecond(double change, long spanMs) {
        return change * 1000 / spanMs;
    }

    /** Writes a value with its rate, as every statistic is written. A null track has no rates. */
    static void put(Map<String, Object> row, Counter counter, Numbers now, Track track, Window window) {
        row.put(counter.field(), now.get(counter));
        Map<String, Object> details = details(track == null ? 0 : track.rate(counter));
        if (track != null && window.wants(counter)) {
            track.addHistory(details, counter, window);
        }
        row.put(counter.field() + "_details", details);
    }

    static Map<String, Object> details(double rate) {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("rate", Math.round(rate * 10) / 10.0);
        return details;
    }

    /** Samples at even steps back from the newest, as far as there are any, with their averages. */
    private void addHistory(Map<String, Object> details, Counter counter, Window window) {
        List<Map<String, Object>> shown = new ArrayList<>();
        long newestMs = samples.getFirst().atMs();
        double sum = 0;
        Sample oldest = samples.getFirst();
        for (long back = 0; back <= window.ageMs(counter); back += window.stepMs(counter)) {
            Sample at = at(newestMs - back);
            long value = at == null ? 0 : at.numbers().get(counter);
            oldest = at == null ? oldest : at;
            sum += value;
            Map<String, Object> sample = new LinkedHashMap<>();
            sample.put("sample", value);
            sample.put("timestamp", newestMs - back);
            shown.add(sample);
        }
        long spanMs = newestMs - oldest.atMs();
        details.put("avg", sum / shown.size());
        details.put("avg_rate", spanMs <= 0 ? 0.0 : Math.max(0.0,
                perSecond(last().get(counter) - oldest.numbers().get(counter), spanMs)));
        details.put("samples", shown);
    }

    /** The sample that was the newest at a time; null for times before the first. */
    private Sample at(long timeMs) {
        for (Sample sample : samples) {
            if (sample.atMs() <= timeMs) {
                return sample;
            }
        }
        return null;
    }
}
