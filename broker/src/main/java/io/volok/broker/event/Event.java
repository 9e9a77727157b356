package io.volok.broker.event;

import io.volok.codec.table.FieldTable;
import io.volok.codec.table.FieldValue;
import java.util.Map;
import java.util.TreeMap;

/** Something that has happened: a key such as {@code queue.created}, and what is said about it, by name. */
public final class Event {

    private static final String ACTOR = "user_who_performed_action";

    private final String key;
    private final Map<String, FieldValue> details = new TreeMap<>();

    private Event(String key) {
        this.key = key;
    }

    /** An event of which nothing has been said. */
    public static Event of(String key) {
        return new Event(key);
    }

    /** The routing key. */
    public String key() {
        return key;
    }

    public Event with(String name, String text) {
        details.put(name, FieldValue.of(text == null ? "" : text));
        return this;
    }

    public Event with(String name, long number) {
        details.put(name, new FieldValue.Int64(number));
        return this;
    }

    public Event with(String name, boolean flag) {
        details.put(name, new FieldValue.Bool(flag));
        return this;
    }

    public Event with(String name, FieldValue value) {
        details.put(name, value);
        return this;
    }

    /** On whose behalf it happened. */
    public Event by(String user) {
        return with(ACTOR, user);
    }

    /** What is said, in order of names. */
    public FieldTable details() {
        FieldTable.Builder table = FieldTable.builder();
        details.forEach(table::add);
        return table.build();
    }
}
