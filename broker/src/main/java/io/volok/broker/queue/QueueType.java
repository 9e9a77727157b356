package io.volok.broker.queue;

import java.util.Locale;
import java.util.Optional;

/** The kinds of queue that a client can declare with {@code x-queue-type}. */
public enum QueueType {
    /** Any durability, exclusive or shared, optional priorities. */
    CLASSIC,
    /** Durable; appended messages are forced to the disk before they are confirmed; strict priorities. */
    QUORUM,
    /** A topic seen as a queue: never held by {@link Queue}, which is for queues that are emptied by consuming. */
    STREAM,
    /** A topic that is worked off as a queue: consuming acknowledges in it, and removes nothing from it. */
    TOPIC;

    /** The name as it appears in {@code x-queue-type}. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The type with this {@code x-queue-type} value. */
    public static Optional<QueueType> of(String wireName) {
        for (QueueType type : values()) {
            if (type.wireName().equals(wireName)) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }
}
