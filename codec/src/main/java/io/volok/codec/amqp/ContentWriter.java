package io.volok.codec.amqp;

import io.volok.codec.bytes.ByteWriter;
import io.volok.codec.bytes.ShortString;
import io.volok.codec.message.MessageDecoder;
import java.nio.ByteBuffer;

/**
 * Writes messages to a client: method, content header and as many body frames as frame_max demands, straight from the
 * record's bytes into the connection's output. One per connection; allocates nothing.
 *
 * <p>A content header cannot be split: one that is larger than frame_max is sent as it is, as RabbitMQ does.
 */
public final class ContentWriter {

    private final ByteWriter out;
    private int maxPayload = Integer.MAX_VALUE;

    /** A writer into the output of a connection. */
    public ContentWriter(ByteWriter out) {
        this.out = out;
    }

    /** Sets the greatest frame, with its head and end octet; 0 is no limit. */
    public void frameMax(int frameMaxBytes) {
        if (frameMaxBytes != 0 && frameMaxBytes <= FrameType.OVERHEAD_BYTES) {
            throw new IllegalArgumentException("frame_max " + frameMaxBytes);
        }
        maxPayload = frameMaxBytes == 0 ? Integer.MAX_VALUE : frameMaxBytes - FrameType.OVERHEAD_BYTES;
    }

    /**
     * Writes a {@code basic.deliver} with its message.
     *
     * @param routingKey what to show as routing key of a record that has none, that is of a Kafka producer's
     */
    public void deliver(int channel, ShortString consumerTag, long deliveryTag, boolean redelivered,
            MessageDecoder message, ShortString routingKey) {
        int start = beginMethod(channel, BasicMethod.DELIVER_ID);
        out.shortString(consumerTag);
        out.u64(deliveryTag);
        out.u8(Bits.of(redelivered));
        message.writeExchange(out, ShortString.EMPTY);
        message.writeRoutingKey(out, routingKey);
        FrameWriter.end(out, start);
        content(channel, message);
    }

    /**
     * Writes a {@code basic.get-ok} with its message.
     *
     * @param messageCount how many messages are left in the queue
     * @param routingKey as for {@link #deliver}
     */
    public void getOk(int channel, long deliveryTag, boolean redelivered, long messageCount, MessageDecoder message,
            ShortString routingKey) {
        int start = beginMethod(channel, BasicMethod.GET_OK_ID);
        out.u64(deliveryTag);
        out.u8(Bits.of(redelivered));
        message.writeExchange(out, ShortString.EMPTY);
        message.writeRoutingKey(out, routingKey);
        out.u32((int) messageCount);
        FrameWriter.end(out, start);
        content(channel, message);
    }

    /** Writes a {@code basic.return} with the message that had nowhere to go. */
    public void returned(int channel, ReplyCode code, MessageDecoder message) {
        int start = beginMethod(channel, BasicMethod.RETURN_ID);
        out.u16(code.code());
        out.shortString(code.name());
        message.writeExchange(out, ShortString.EMPTY);
        message.writeRoutingKey(out, ShortString.EMPTY);
        FrameWriter.end(out, start);
        content(channel, message);
    }

    private int beginMethod(int channel, int methodId) {
        int start = FrameWriter.begin(out, FrameType.METHOD, channel);
        out.u16(BasicMethod.CLASS_ID);
        out.u16(methodId);
        return start;
    }

    private void content(int channel, MessageDecoder message) {
        int bodyLength = message.bodyLength();
        int start = FrameWriter.begin(out, FrameType.HEADER, channel);
        out.u16(BasicMethod.CLASS_ID);
        out.u16(0);
        out.u64(bodyLength);
        message.writeProperties(out);
        FrameWriter.end(out, start);
        body(channel, message.bodyArray(), message.bodyStart(), bodyLength);
    }

    private void body(int channel, byte[] array, int start, int length) {
        int at = start;
        int left = length;
        while (left > 0) {
            int payload = Math.min(left, maxPayload);
            out.ensureRoom(payload + FrameType.OVERHEAD_BYTES);
            int frame = FrameWriter.begin(out, FrameType.BODY, channel);
            out.bytes(array, at, payload);
            FrameWriter.end(out, frame);
            at += payload;
            left -= payload;
        }
    }

    /** Writes content header and body frames of a message that is not in a record: what a client sends. */
    public void content(int channel, ByteBuffer properties, byte[] body) {
        int start = FrameWriter.begin(out, FrameType.HEADER, channel);
        out.u16(BasicMethod.CLASS_ID);
        out.u16(0);
        out.u64(body.length);
        out.bytes(properties);
        FrameWriter.end(out, start);
        body(channel, body, 0, body.length);
    }
}
