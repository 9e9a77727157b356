package io.volok.server.runtime;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** Counts things by name against limits. Any thread. */
final class Tally {

    private final ConcurrentMap<String, Integer> counts = new ConcurrentHashMap<>();

    /** Counts one more, unless there are {@code limit} already; a negative limit is none. */
    boolean add(String name, long limit) {
        boolean[] full = {false};
        counts.compute(name, (key, count) -> {
            int now = count == null ? 0 : count;
            full[0] = limit >= 0 && now >= limit;
            return full[0] ? count : Integer.valueOf(now + 1);
        });
        return !full[0];
    }

    void remove(String name) {
        counts.computeIfPresent(name, (key, count) -> count == 1 ? null : Integer.valueOf(count - 1));
    }
}
