package io.volok.broker.vhost;

import io.volok.codec.record.RecordView;

/** Where a stream reader's messages go: a consumer of a session. On the vhost's shard. */
public interface StreamSink {

    /** Whether one more message would be taken now; after a no, {@link StreamReader#resume} says when again. */
    boolean hasCredit();

    /** One message; the record is valid during the call, and its offset is the message's stream offset. */
    void deliver(RecordView record);

    /** The stream is gone. Nothing comes any more. */
    void ended();
}
