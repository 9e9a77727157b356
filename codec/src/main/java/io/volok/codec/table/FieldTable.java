package io.volok.codec.table;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A field table ({@code F}): names and values in wire order. Immutable. A name that comes twice is kept twice; look-ups
 * find the first.
 */
public final class FieldTable implements FieldValue, Iterable<FieldTable.Entry> {

    /** The table without entries. */
    public static final FieldTable EMPTY = new FieldTable(List.of());

    private final List<Entry> entries;

    private FieldTable(List<Entry> entries) {
        this.entries = entries;
    }

    /** A name (at most 255 bytes of UTF-8) and its value. */
    public record Entry(String name, FieldValue value) {
    }

    /** A table of these entries. */
    public static FieldTable of(List<Entry> entries) {
        return entries.isEmpty() ? EMPTY : new FieldTable(List.copyOf(entries));
    }

    /** A table of one entry. */
    public static FieldTable of(String name, FieldValue value) {
        return new FieldTable(List.of(new Entry(name, value)));
    }

    /** A table of two entries. */
    public static FieldTable of(String name1, FieldValue value1, String name2, FieldValue value2) {
        return new FieldTable(List.of(new Entry(name1, value1), new Entry(name2, value2)));
    }

    /** Starts a table. */
    public static Builder builder() {
        return new Builder();
    }

    /** Starts a table with the entries of this one. */
    public Builder toBuilder() {
        Builder builder = new Builder();
        builder.entries.addAll(entries);
        return builder;
    }

    /** The entries in order. */
    public List<Entry> entries() {
        return entries;
    }

    /** How many entries. */
    public int size() {
        return entries.size();
    }

    /** Whether there is none. */
    public boolean isEmpty() {
        return entries.isEmpty();
    }

    /** Whether there is an entry of that name. */
    public boolean contains(String name) {
        return lookUp(name) != null;
    }

    /** The first value of that name. */
    public Optional<FieldValue> find(String name) {
        return Optional.ofNullable(lookUp(name));
    }

    /** The first value of that name as text, if it is a long string. */
    public Optional<String> text(String name) {
        return lookUp(name) instanceof LongString string ? Optional.of(string.text()) : Optional.empty();
    }

    /** The first value of that name as an integer, if it has one of the integer types (timestamps are none). */
    public OptionalLong integer(String name) {
        FieldValue value = lookUp(name);
        return value == null ? OptionalLong.empty() : integerOf(value);
    }

    /** The first value of that name, if it is a boolean. */
    public Optional<Boolean> bool(String name) {
        return lookUp(name) instanceof Bool bool ? Optional.of(bool.value()) : Optional.empty();
    }

    /** The number that a value of an integer type stands for. An unsigned 64-bit one must be below 2^63. */
    public static OptionalLong integerOf(FieldValue value) {
        return switch (value) {
            case Int8 v -> OptionalLong.of(v.value());
            case UInt8 v -> OptionalLong.of(v.value());
            case Int16 v -> OptionalLong.of(v.value());
            case UInt16 v -> OptionalLong.of(v.value());
            case Int32 v -> OptionalLong.of(v.value());
            case UInt32 v -> OptionalLong.of(v.value());
            case Int64 v -> OptionalLong.of(v.value());
            case UInt64 v -> v.bits() < 0 ? OptionalLong.empty() : OptionalLong.of(v.bits());
            default -> OptionalLong.empty();
        };
    }

    private FieldValue lookUp(String name) {
        for (Entry entry : entries) {
            if (entry.name().equals(name)) {
                return entry.value();
            }
        }
        return null;
    }

    @Override
    public Iterator<Entry> iterator() {
        return entries.iterator();
    }

    @Override
    public char tag() {
        return 'F';
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FieldTable that && entries.equals(that.entries);
    }

    @Override
    public int hashCode() {
        return entries.hashCode();
    }

    @Override
    public String toString() {
        return entries.toString();
    }

    /** Collects entries. */
    public static final class Builder {

        private final List<Entry> entries = new ArrayList<>();

        private Builder() {
        }

        /** Adds an entry at the end, whether or not the name is there. */
        public Builder add(String name, FieldValue value) {
            entries.add(new Entry(name, value));
            return this;
        }

        /** Adds a long string at the end. */
        public Builder add(String name, String text) {
            return add(name, LongString.of(text));
        }

        /** Adds a 64-bit integer at the end. */
        public Builder add(String name, long value) {
            return add(name, new Int64(value));
        }

        /** Adds a boolean at the end. */
        public Builder add(String name, boolean value) {
            return add(name, new Bool(value));
        }

        /** Replaces the first entry of that name in its place and drops its others; adds it if there is none. */
        public Builder set(String name, FieldValue value) {
            int at = indexOf(name);
            if (at < 0) {
                return add(name, value);
            }
            entries.set(at, new Entry(name, value));
            List<Entry> behind = entries.subList(at + 1, entries.size());
            behind.removeIf(entry -> entry.name().equals(name));
            return this;
        }

        /** Drops all entries of that name. */
        public Builder remove(String name) {
            entries.removeIf(entry -> entry.name().equals(name));
            return this;
        }

        private int indexOf(String name) {
            for (int i = 0; i < entries.size(); i++) {
                if (entries.get(i).name().equals(name)) {
                    return i;
                }
            }
            return -1;
        }

        /** The table. */
        public FieldTable build() {
            return FieldTable.of(entries);
        }
    }
}
