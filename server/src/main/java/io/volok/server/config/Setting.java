package io.volok.server.config;

import java.util.ArrayList;
import java.util.List;

/**
 * One thing that can be configured: its name, the names that RabbitMQ and Kafka have for it, and its default.
 *
 * @param <T> type of its values
 */
public final class Setting<T> {

    private final String key;
    private final T fallback;
    private final List<Name<T>> names = new ArrayList<>();

    private Setting(String key, T fallback) {
        this.key = key;
        this.fallback = fallback;
    }

    static <T> Setting<T> of(String key, T fallback, Values.Parser<T> parser) {
        return new Setting<>(key, fallback).or(key, parser);
    }

    /** Adds another name, with the way in which values are written under it. A trailing {@code *} matches any rest. */
    Setting<T> or(String name, Values.Parser<T> parser) {
        names.add(new Name<>(name, parser));
        return this;
    }

    /** Adds other names under which values are written as under the first one. */
    Setting<T> or(String... sameParser) {
        for (String name : sameParser) {
            or(name, names.getFirst().parser());
        }
        return this;
    }

    /** Volok's own name of it. */
    public String key() {
        return key;
    }

    /** Its value where nothing is configured. */
    public T fallback() {
        return fallback;
    }

    /** The parser for a name as written by the user, or null if that name is not this setting's. */
    Values.Parser<T> parserFor(String written) {
        for (Name<T> name : names) {
            if (name.matches(written)) {
                return name.parser();
            }
        }
        return null;
    }

    @Override
    public String toString() {
        return key;
    }

    private record Name<T>(String pattern, Values.Parser<T> parser) {

        boolean matches(String written) {
            return pattern.endsWith("*")
                    ? written.startsWith(pattern.substring(0, pattern.length() - 1))
                    : pattern.equals(written);
        }
    }
}
