package io.volok.broker.vhost;

import io.volok.codec.record.RecordView;

/** Where the records of a topic go that is worked off: a consumer of a session. On the vhost's shard. */
public interface WorkSink {

    /** Whether one more record would be taken now; after a no, {@link TopicWork#resume} says when again. */
    boolean hasCredit();

    /** Whether it says what becomes of records; else they are done with when they are delivered. */
    boolean acknowledges();

    /** Whether it wants to be the only one. */
    default boolean exclusive() {
        return false;
    }

    /** One record, valid during the call. */
    void deliver(WorkItem item, RecordView record);

    /** The topic is gone. Nothing comes any more. */
    void ended();
}
