package io.volok.server.amqp;

/** The {@code expiration} property: a text with a whole number of milliseconds. */
final class Expiration {

    /** Ten years. */
    private static final long LARGEST_MS = 315_360_000_000L;

    private Expiration() {
    }

    /**
     * Reads the property.
     *
     * @throws ProtocolError 406 with RabbitMQ's reason
     */
    static long parse(String text) {
        int digits = text.startsWith("-") || text.startsWith("+") ? 1 : 0;
        int end = digits;
        while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
            end++;
        }
        if (end == digits) {
            throw invalid(text, "no_integer");
        }
        if (end < text.length()) {
            throw invalid(text, "{leftover_string,\"" + text.substring(end) + "\"}");
        }
        String number = text.startsWith("+") ? text.substring(1) : text;
        if (number.startsWith("-") && !number.chars().skip(1).allMatch(c -> c == '0')) {
            throw invalid(text, "{value_negative," + number + "}");
        }
        long value = number.length() > 18 ? Long.MAX_VALUE : Long.parseLong(number);
        if (value > LARGEST_MS) {
            throw invalid(text, "{value_too_large," + number + "}");
        }
        return value;
    }

    private static ProtocolError invalid(String text, String reason) {
        return ProtocolError.preconditionFailed("invalid expiration '" + text + "': " + reason);
    }
}
