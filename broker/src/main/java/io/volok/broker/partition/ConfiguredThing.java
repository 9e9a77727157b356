package io.volok.broker.partition;

/**
 * Something other than a topic that has settings of its own.
 *
 * @param name the group's name; the broker's id, or empty for all brokers
 */
public record ConfiguredThing(Kind kind, String name) {

    /** What kind of thing. The order is stored: add at the end. */
    public enum Kind {
        BROKER,
        GROUP
    }

    /** All brokers. */
    public static final ConfiguredThing ALL_BROKERS = new ConfiguredThing(Kind.BROKER, "");
}
