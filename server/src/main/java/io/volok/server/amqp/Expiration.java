package io.volok.server.amqp;

import java.util.function.Function;

/** The {@code expiration} property: a text with a whole number of milliseconds. */
public final class Expiration {

    /** Ten years. */
    private static final long LARGEST_MS = 315_360_000_000L;

    private Expiration() {
    }

    /**
     * Reads the property.
     *
     * @param refusal makes what is thrown of RabbitMQ's reason
     */
    public static long parse(String text, Function<String, RuntimeException> refusal) {
        int digits = text.startsWith("-") || text.startsWith("+") ? 1 : 0;
        int end = digits;
        while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
            end++;
        }
        if (end == digits) {
            throw invalid(text, "no_integer", refusal);
        }
        if (end < text.length()) {
            throw invalid(text, "{leftover_string,\"" + text.substring(end) + "\"}", refusal);
        }
        String number = text.startsWith("+") ? text.substring(1) : text;
        if (number.startsWith("-") && !number.chars().skip(1).allMatch(c -> c == '0')) {
            throw invalid(text, "{value_negative," + number + "}", refusal);
        }
        long value = number.length() > 18 ? Long.MAX_VALUE : Long.parseLong(number);
        if (value > LARGEST_MS) {
            throw invalid(text, "{value_too_large," + number + "}", refusal);
        }
        return value;
    }

    private static RuntimeException invalid(String text, String reason, Function<String, RuntimeException> refusal) {
        return refusal.apply("invalid expiration '" + text + "': " + reason);
    }
}
