package io.volok.codec.amqp;

import io.volok.codec.bytes.ByteWriter;

/** Writes frames into a connection's output. */
public final class FrameWriter {

    private static final byte[] PROTOCOL_HEADER = {'A', 'M', 'Q', 'P', 0, 0, 9, 1};

    private FrameWriter() {
    }

    /** Writes the eight bytes with which a client starts, and a server answers one that speaks another protocol. */
    public static void protocolHeader(ByteWriter out) {
        out.bytes(PROTOCOL_HEADER);
    }

    /** Writes a method frame. */
    public static void method(ByteWriter out, int channel, Method method) {
        int start = begin(out, FrameType.METHOD, channel);
        out.u16(method.classId());
        out.u16(method.methodId());
        method.writeArguments(out);
        end(out, start);
    }

    /** Writes a basic.ack or basic.nack of a publish: what {@link #method} does, without the object. */
    public static void confirm(ByteWriter out, int channel, boolean ack, long deliveryTag, boolean multiple) {
        int start = begin(out, FrameType.METHOD, channel);
        out.u16(BasicMethod.CLASS_ID);
        out.u16(ack ? BasicMethod.ACK_ID : BasicMethod.NACK_ID);
        out.u64(deliveryTag);
        // A nack of a publish says requeue, which means nothing here, because RabbitMQ's does.
        out.u8(ack ? Bits.of(multiple) : Bits.of(multiple, true));
        end(out, start);
    }

    /** Writes a heartbeat frame. */
    public static void heartbeat(ByteWriter out) {
        end(out, begin(out, FrameType.HEARTBEAT, 0));
    }

    /** Starts a frame; returns what {@link #end} needs. */
    public static int begin(ByteWriter out, int type, int channel) {
        int start = out.size();
        out.u8(type);
        out.u16(channel);
        out.u32(0);
        return start;
    }

    /** Ends the frame that started at {@code start}: everything written since is its payload. */
    public static void end(ByteWriter out, int start) {
        out.patchU32(start + 3, out.size() - start - FrameType.HEAD_BYTES);
        out.u8(FrameType.END);
    }
}
