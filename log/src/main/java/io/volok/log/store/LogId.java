package io.volok.log.store;

import java.util.Objects;

/**
 * Names one log: a kind, which is a folder of the data directory such as {@code topics} or {@code vhosts/%2F/queues},
 * and a name that is unique in it.
 *
 * <p>Kind and name are used as path elements, so callers encode what a file system would misread. Both are checked:
 * letters, digits and {@code . _ - % = + ~ @}, slashes only inside a kind, no element that starts with a dot.
 *
 * @param kind one or more path elements joined by slashes
 * @param name one path element
 */
public record LogId(String kind, String name) implements Comparable<LogId> {

    private static final int NAME_LENGTH_MAX = 255;

    /** Checks both parts. */
    public LogId {
        Objects.requireNonNull(kind);
        Objects.requireNonNull(name);
        for (String element : kind.split("/", -1)) {
            check(element);
        }
        check(name);
    }

    private static void check(String element) {
        if (element.isEmpty() || element.length() > NAME_LENGTH_MAX || element.charAt(0) == '.') {
            throw new IllegalArgumentException("Not a path element of a log: '" + element + "'");
        }
        for (int i = 0; i < element.length(); i++) {
            char c = element.charAt(i);
            boolean plain = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
            if (!plain && "._-%=+~@".indexOf(c) < 0) {
                throw new IllegalArgumentException("Not a path element of a log: '" + element + "'");
            }
        }
    }

    /** The log's folder relative to the data directory, with forward slashes. */
    public String path() {
        return kind + '/' + name;
    }

    /** Reads back what {@link #path()} wrote. */
    public static LogId ofPath(String path) {
        int slash = path.lastIndexOf('/');
        if (slash < 0) {
            throw new IllegalArgumentException("Not the path of a log: '" + path + "'");
        }
        return new LogId(path.substring(0, slash), path.substring(slash + 1));
    }

    @Override
    public int compareTo(LogId other) {
        int byKind = kind.compareTo(other.kind);
        return byKind != 0 ? byKind : name.compareTo(other.name);
    }

    @Override
    public String toString() {
        return path();
    }
}
