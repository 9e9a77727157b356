package io.volok.broker.access;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A regular expression over names, as RabbitMQ's permissions and policies use it: found anywhere in the name unless it
 * is anchored.
 */
public final class NamePattern {

    private final String text;
    private final Pattern pattern;

    private NamePattern(String text, Pattern pattern) {
        this.text = text;
        this.pattern = pattern;
    }

    /** Compiles a pattern; {@link PatternSyntaxException} when it is not one. */
    public static NamePattern of(String text) {
        return new NamePattern(text, Pattern.compile(text));
    }

    /** Compiles a permission, in which the empty pattern means "nothing" (only the empty name). */
    static NamePattern permission(String text) {
        return new NamePattern(text, Pattern.compile(text.isEmpty() ? "^$" : text));
    }

    /** Whether the name matches. */
    public boolean matches(String name) {
        return pattern.matcher(name).find();
    }

    /** The pattern as it was given. */
    public String text() {
        return text;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof NamePattern that && text.equals(that.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}
