package io.volok.broker.partition;

/** What came of a wish to change the catalog of topics. */
public sealed interface TopicOutcome {

    /** It was done, and is as durable as the catalog is. */
    record Done(Topic topic) implements TopicOutcome {
    }

    /** It was not done. */
    record Refused(Reason reason, String text) implements TopicOutcome {
    }

    /** Why a wish was refused. */
    enum Reason {
        TOPIC_EXISTS,
        UNKNOWN_TOPIC,
        INVALID_NAME,
        INVALID_PARTITION_COUNT,
        DISK_FULL
    }
}
