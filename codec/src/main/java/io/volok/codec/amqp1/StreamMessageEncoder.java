package io.volok.codec.amqp1;

import io.volok.codec.bytes.ByteWriter;
import io.volok.codec.bytes.MalformedBytes;
import io.volok.codec.bytes.ShortString;
import io.volok.codec.message.MessageEncoder;
import io.volok.codec.message.MessageProperties;
import io.volok.codec.message.Property;
import io.volok.codec.message.StreamNote;
import io.volok.codec.record.RecordBody;
import io.volok.codec.record.RecordView;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Turns a message of a stream publisher into a record body: readable properties and headers, as an AMQP 0-9-1 message
 * would have them, and the sections' own bytes besides wherever those would not come back from it exactly.
 *
 * <p>One per session.
 */
public final class StreamMessageEncoder {

    private static final byte[] VERSION = "1.0".getBytes(StandardCharsets.US_ASCII);
    private static final ByteBuffer DURABLE_ONLY = durableOnly();
    private static final int KEEP_BYTES = 1 << 20;

    private final MessageEncoder encoder = new MessageEncoder();
    private final StreamMessageDecoder decoder = new StreamMessageDecoder();
    private final RecordView view = new RecordView();
    private final ByteWriter rebuilt = new ByteWriter(256);
    private ShortString stream = ShortString.EMPTY;
    private byte[] publisher;

    private static ByteBuffer durableOnly() {
        ByteWriter list = new ByteWriter(16);
        MessageProperties.builder().set(Property.DELIVERY_MODE, "2").build().writeTo(list);
        return list.toBuffer();
    }

    /**
     * Says whose messages come next.
     *
     * @param streamName the routing key that consumers see
     * @param publisherName null for a publisher without a name
     */
    public void from(ShortString streamName, byte[] publisherName) {
        stream = streamName;
        publisher = publisherName;
    }

    /** Whose messages they are: the name of the stream. */
    public String stream() {
        return stream.text();
    }

    /**
     * Encodes one message: what remains in the buffer.
     *
     * @param filterValue null if the publisher gave none
     * @return valid until the next call
     */
    public RecordBody encode(long publishingId, byte[] filterValue, ByteBuffer message) {
        StreamMessage taken = readOrNull(message);
        if (taken == null) {
            return raw(publishingId, filterValue, message);
        }
        if (taken.isPlain() && taken.body().remaining() + headBytes(taken.body().remaining()) == message.remaining()) {
            return write(taken, DURABLE_ONLY.duplicate(), publishingId, filterValue, null, message);
        }
        ByteBuffer properties = taken.propertyList();
        StreamNote original = null;
        while (true) {
            RecordBody body = write(taken, properties.duplicate(), publishingId, filterValue, original, message);
            if (original == StreamNote.MESSAGE || comesBack(body, message)) {
                return body;
            }
            original = original == null && taken.hasSimpleBody() ? StreamNote.SECTIONS : StreamNote.MESSAGE;
        }
    }

    /** Publishers may send anything; what is no AMQP 1.0 message is a body of bytes. */
    private static StreamMessage readOrNull(ByteBuffer message) {
        try {
            StreamMessage taken = StreamMessage.read(message);
            return taken.hasBody() ? taken : null;
        } catch (MalformedBytes | IllegalArgumentException otherFormat) {
            // Also for values that no AMQP property can have, such as a priority of 1000: the bytes still come back.
            return null;
        }
    }

    private RecordBody raw(long publishingId, byte[] filterValue, ByteBuffer message) {
        encoder.begin(ShortString.EMPTY, stream, DURABLE_ONLY.duplicate(), message.remaining());
        encoder.body(message.duplicate());
        notes(StreamMessageDecoder.RAW, publishingId, filterValue);
        return encoder.finish();
    }

    private static int headBytes(int length) {
        return length <= 255 ? 5 : 8;
    }

    private RecordBody write(StreamMessage taken, ByteBuffer properties, long publishingId, byte[] filterValue,
            StreamNote original, ByteBuffer message) {
        ByteBuffer body = taken.body();
        encoder.begin(ShortString.EMPTY, stream, properties, body.remaining());
        encoder.body(body);
        notes(VERSION, publishingId, filterValue);
        if (original != null) {
            byte[] bytes = new byte[original == StreamNote.SECTIONS ? taken.bodyStart() : message.remaining()];
            message.get(message.position(), bytes);
            note(original, bytes);
        }
        return encoder.finish();
    }

    private void notes(byte[] version, long publishingId, byte[] filterValue) {
        note(StreamNote.VERSION, version);
        if (publisher != null) {
            note(StreamNote.PUBLISHER, publisher);
            note(StreamNote.PUBLISHING_ID, Long.toUnsignedString(publishingId).getBytes(StandardCharsets.US_ASCII));
        }
        if (filterValue != null) {
            note(StreamNote.FILTER_VALUE, filterValue);
        }
    }

    private void note(StreamNote note, byte[] bytes) {
        encoder.note(note, bytes, 0, bytes.length);
    }

    private boolean comesBack(RecordBody body, ByteBuffer message) {
        rebuilt.reset(KEEP_BYTES);
        decoder.write(view.wrapBody(body.array(), body.offset(), body.length()), rebuilt);
        return rebuilt.size() == message.remaining()
                && Arrays.mismatch(rebuilt.array(), 0, rebuilt.size(), toArray(message), 0, message.remaining()) < 0;
    }

    private static byte[] toArray(ByteBuffer message) {
        byte[] bytes = new byte[message.remaining()];
        message.get(message.position(), bytes);
        return bytes;
    }
}
