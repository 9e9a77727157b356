package io.volok.broker.vhost;

import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The spans of time that streams understand: a number and one of {@code Y M D h m s}. */
final class MaxAge {

    private static final Pattern FORM = Pattern.compile("([0-9]{1,10})([YMDhms])");
    private static final long SECOND_MS = 1_000;
    private static final long DAY_MS = 24 * 3_600 * SECOND_MS;

    private MaxAge() {
    }

    /** The span in milliseconds; empty when the text is not a span. */
    static OptionalLong parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            return OptionalLong.empty();
        }
        long count = Long.parseLong(matcher.group(1));
        return count == 0 ? OptionalLong.empty() : OptionalLong.of(count * unitMs(matcher.group(2).charAt(0)));
    }

    private static long unitMs(char unit) {
        return switch (unit) {
            case 'Y' -> 365 * DAY_MS;
            case 'M' -> 30 * DAY_MS;
            case 'D' -> DAY_MS;
            case 'h' -> 3_600 * SECOND_MS;
            case 'm' -> 60 * SECOND_MS;
            default -> SECOND_MS;
        };
    }
}
