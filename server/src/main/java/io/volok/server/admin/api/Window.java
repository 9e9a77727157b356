package io.volok.server.admin.api;

import io.volok.server.admin.HttpRefusal;
import io.volok.server.admin.Request;

/**
 * How much of the past a client wants to see beside the rates: {@code msg_rates_age} and {@code msg_rates_incr} for
 * counters, {@code lengths_age} and {@code lengths_incr} for levels, all in seconds; 0 for none.
 */
record Window(long ratesAgeMs, long ratesStepMs, long lengthsAgeMs, long lengthsStepMs) {

    /** Only the present. */
    static final Window NONE = new Window(0, 0, 0, 0);

    private static final int STEPS_MAX = 1_000;

    static Window of(Request request) {
        return new Window(millis(request, "msg_rates_age"), millis(request, "msg_rates_incr"),
                millis(request, "lengths_age"), millis(request, "lengths_incr"));
    }

    private static long millis(Request request, String name) {
        String text = request.query().getOrDefault(name, "0");
        if (!text.matches("\\d{1,9}")) {
            throw HttpRefusal.badRequest("invalid " + name);
        }
        return Long.parseLong(text) * 1000;
    }

    long ageMs(Counter counter) {
        return counter.isLevel() ? lengthsAgeMs : ratesAgeMs;
    }

    long stepMs(Counter counter) {
        return counter.isLevel() ? lengthsStepMs : ratesStepMs;
    }

    /** Whether samples of a counter are wanted, and not too many. */
    boolean wants(Counter counter) {
        long step = stepMs(counter);
        return step > 0 && ageMs(counter) > 0 && ageMs(counter) / step <= STEPS_MAX;
    }
}
