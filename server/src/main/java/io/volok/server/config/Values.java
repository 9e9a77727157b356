package io.volok.server.config;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Reads the value texts of both worlds. What cannot be read is an IllegalArgumentException that says what may stand
 * there.
 */
final class Values {

    /** From the text right of the equals sign to a value. */
    @FunctionalInterface
    interface Parser<T> {
        T parse(String text);
    }

    private static final List<String> UNITS = List.of("k", "m", "g", "t");

    private Values() {
    }

    static String text(String text) {
        return text;
    }

    /** Names with commas between them; {@code none} for none. */
    static Set<String> names(String text) {
        return text.equals("none") ? Set.of() : Set.of(text.split("\\s*,\\s*"));
    }

    /** A number from 0 to 1. */
    static double fraction(String text) {
        double value;
        try {
            value = Double.parseDouble(text);
        } catch (NumberFormatException notANumber) {
            throw new IllegalArgumentException("a number from 0 to 1", notANumber);
        }
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException("a number from 0 to 1");
        }
        return value;
    }

    static boolean flag(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true", "yes", "on" -> true;
            case "false", "no", "off" -> false;
            default -> throw new IllegalArgumentException("write true or false");
        };
    }

    static Parser<Integer> integer(int min, int max) {
        return text -> (int) number(text, min, max);
    }

    static Parser<Long> whole(long min, long max) {
        return text -> number(text, min, max);
    }

    /** A number in another unit than the setting's, as {@code log.retention.hours}; -1 (without end) stays. */
    static Parser<Long> times(long factor) {
        return text -> {
            long value = number(text, -1, Long.MAX_VALUE / factor);
            return value < 0 ? value : value * factor;
        };
    }

    /** Bytes: {@code 1073741824}, {@code 1GB}, {@code 1GiB}, {@code 512M}. */
    static long bytes(String text) {
        String lower = text.toLowerCase(Locale.ROOT).replace(" ", "");
        int digits = lower.startsWith("-") ? 1 : 0;
        while (digits < lower.length() && Character.isDigit(lower.charAt(digits))) {
            digits++;
        }
        String unit = lower.substring(digits);
        String prefix = unit.endsWith("ib") ? unit.substring(0, unit.length() - 2)
                : unit.endsWith("b") ? unit.substring(0, unit.length() - 1) : unit;
        int power = prefix.isEmpty() ? 0 : UNITS.indexOf(prefix) + 1;
        if (digits == 0 || power == 0 && !prefix.isEmpty()) {
            throw new IllegalArgumentException("write a number of bytes such as 1073741824, 512MB or 1GB");
        }
        // RabbitMQ reads "GB" as 10^9 and "GiB" as 2^30; a bare letter is 2^30 in both worlds.
        long base = unit.endsWith("b") && !unit.endsWith("ib") ? 1000 : 1024;
        long value = number(lower.substring(0, digits), Long.MIN_VALUE, Long.MAX_VALUE);
        for (int i = 0; i < power; i++) {
            value = Math.multiplyExact(value, base);
        }
        return value;
    }

    static <T extends Enum<T>> Parser<T> oneOf(Class<T> type) {
        return text -> {
            for (T constant : type.getEnumConstants()) {
                if (constant.name().equalsIgnoreCase(text)) {
                    return constant;
                }
            }
            throw new IllegalArgumentException("write one of "
                    + List.of(type.getEnumConstants()).toString().toLowerCase(Locale.ROOT));
        };
    }

    private static long number(String text, long min, long max) {
        try {
            long value = Long.parseLong(text.trim());
            if (value >= min && value <= max) {
                return value;
            }
        } catch (NumberFormatException notANumber) {
            throw new IllegalArgumentException("write a whole number", notANumber);
        }
        throw new IllegalArgumentException("write a whole number from " + min + " to " + max);
    }
}
