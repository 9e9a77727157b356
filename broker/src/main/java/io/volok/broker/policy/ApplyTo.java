package io.volok.broker.policy;

import java.util.Optional;

/** What a policy can apply to. */
public enum ApplyTo {
    /** Queues of every type and exchanges. */
    ALL("all"),
    /** Exchanges. */
    EXCHANGES("exchanges"),
    /** Queues of every type. */
    QUEUES("queues"),
    /** Queues of type classic. */
    CLASSIC_QUEUES("classic_queues"),
    /** Queues of type quorum. */
    QUORUM_QUEUES("quorum_queues"),
    /** Streams. */
    STREAMS("streams"),
    /** Topics that are worked off as queues. */
    TOPIC_QUEUES("topic_queues");

    private final String word;

    ApplyTo(String word) {
        this.word = word;
    }

    /** The value of {@code apply-to}. */
    public String word() {
        return word;
    }

    /** Finds the value of {@code apply-to}. */
    public static Optional<ApplyTo> of(String word) {
        for (ApplyTo value : values()) {
            if (value.word.equals(word)) {
                return Optional.of(value);
            }
        }
        return Optional.empty();
    }

    boolean covers(ApplyTo thing) {
        return this == ALL || this == thing || this == QUEUES && thing != EXCHANGES;
    }
}
