package io.volok.broker.partition;

/**
 * Something other than a topic that has settings of its own, or consists of them.
 *
 * @param name the group's name; the broker's id, or empty for all brokers
 */
public record ConfiguredThing(Kind kind, String name) {

    /** What kind of thing. The order is stored: add at the end. */
    public enum Kind {
        BROKER,
        GROUP,
        /** One rule of access; its name is an id, its settings are its parts. */
        ACL,
        /** A user's credentials for SCRAM, one setting for each mechanism. */
        SCRAM_USER,
        /** Users or clients with limits. */
        CLIENT_QUOTA,
        /** Which clients should send which of their metrics. */
        CLIENT_METRICS
    }

    /** All brokers. */
    public static final ConfiguredThing ALL_BROKERS = new ConfiguredThing(Kind.BROKER, "");
}
