package io.volok.testkit.history;

import org.apache.kafka.common.TopicPartition;

/** Something that a client did or was told. Events stand in the order in which clients noted them. */
public sealed interface Event {

    /** How much of open and aborted transactions a reader sees. */
    enum Isolation { COMMITTED, UNCOMMITTED }

    /** What became of a transaction. */
    enum Outcome {
        /** The broker said that it is committed. */
        COMMITTED,
        /** Nobody ever asked to commit it. */
        ABORTED,
        /** A commit was asked for and not answered. */
        UNKNOWN
    }

    /**
     * A producer is about to send a value that nobody else sends.
     *
     * @param producer who
     * @param transaction in which transaction, "" if in none
     * @param partition where to
     * @param value what
     */
    record Sent(String producer, String transaction, TopicPartition partition, String value) implements Event {
    }

    /** The broker said that a value stands at this place. */
    record Acknowledged(TopicPartition partition, long offset, String value) implements Event {
    }

    /** The producer knows what became of its transaction. */
    record Ended(String transaction, Outcome outcome) implements Event {
    }

    /** A reader goes on from here: it was assigned the partition, or moved in it. */
    record Positioned(String reader, TopicPartition partition, long offset) implements Event {
    }

    /** A reader got a record. */
    record Polled(String reader, Isolation isolation, TopicPartition partition, long offset, String value)
            implements Event {
    }

    /** A group's offset was committed: who comes next goes on from there. */
    record Committed(String group, TopicPartition partition, long offset) implements Event {
    }

    /** A member was given a partition. */
    record Owned(String group, String reader, TopicPartition partition, long position) implements Event {
    }

    /** A member gave a partition back, or died. */
    record Released(String group, String reader, TopicPartition partition) implements Event {
    }
}
