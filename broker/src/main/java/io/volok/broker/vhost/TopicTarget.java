package io.volok.broker.vhost;

import io.volok.broker.commit.Gathering;
import io.volok.broker.message.Message;
import io.volok.broker.message.Settlement;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/** One topic as a virtual host sees it: a place to put messages, and a stream to read. */
public interface TopicTarget {

    /** Appends a message, whose bytes are copied. The settlement (nullable) is told once, on the vhost's shard. */
    void append(Message message, Settlement settlement, long token);

    /** As {@link #append(Message, Settlement, long)}, for a commit: nothing is written before all of it is there. */
    void append(Message message, Settlement settlement, long token, Gathering commit);

    /** Opens a reader of all partitions. Deliveries begin when the batch ends. */
    StreamReader open(StreamStart start, StreamSink sink);

    /** Messages that can be read, about. */
    long messageCount();

    /** Bytes kept. */
    long sizeBytes();

    /** Asks where the topic begins and ends; answered on the vhost's shard, perhaps in the call. Not if it is gone. */
    void bounds(Consumer<StreamBounds> answer);

    /** Asks which message is the first of a time or later; the end offset if there is none. Answered likewise. */
    void offsetAt(long timestampMs, LongConsumer answer);

    /** Reads what named publishers of the stream protocol have written from an offset on; answered likewise. */
    void sequences(long fromOffset, Consumer<PublisherSequences> answer);

    /** Whether the topic is gone: deleted through the other protocol. */
    boolean isDeleted();
}
