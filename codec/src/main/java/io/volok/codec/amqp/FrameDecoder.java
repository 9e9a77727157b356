package io.volok.codec.amqp;

import io.volok.codec.bytes.ByteReader;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Cuts a connection's bytes into frames, however the network splits them. One per connection.
 *
 * <p>Frames that lie whole in the input are handed on in place. Only what is left of a cut head, method or content
 * header is copied and kept; a cut body frame is handed on in pieces. A frame is measured by its head: one that is
 * larger than frame_max is refused before a byte of it is kept.
 *
 * <pre>
 *   PROTOCOL --8 bytes--> FRAMES &lt;--> HALF (head, method, header)      any --error, stop--> DEAD
 *                           ^-------> BODY (rest of a body frame)
 * </pre>
 */
public final class FrameDecoder {

    private enum State { PROTOCOL, FRAMES, HALF, BODY, DEAD }

    private static final byte[] PROTOCOL = {'A', 'M', 'Q', 'P', 0, 0, 9, 1};
    /** How clients of AMQP 0-9 begin, whose frames are the same. */
    private static final byte[] PROTOCOL_0_9 = {'A', 'M', 'Q', 'P', 1, 1, 0, 9};
    private static final int KEPT_HALF_BYTES = 4096;
    private static final int SMALLEST_HALF_BYTES = 64;

    private final FrameSink sink;
    private int maxPayload;
    private State state = State.PROTOCOL;

    /** The start of a frame (or of the protocol header) that has not come in full. */
    private byte[] half = new byte[SMALLEST_HALF_BYTES];
    private int halfSize;

    private int type;
    private int channel;
    private int size;
    /** Bytes of a body frame's payload that have not been handed on. */
    private int bodyLeft;
    /** The last byte of a body frame's payload while its end octet is missing: nobody sees a frame without an end. */
    private final byte[] lastByte = new byte[1];
    private boolean lastByteKept;

    /**
     * A decoder that expects a protocol header first.
     *
     * @param frameMaxBytes the greatest frame, with head and end octet, until {@link #frameMax} says otherwise;
     *     0 is no limit
     */
    public FrameDecoder(FrameSink sink, int frameMaxBytes) {
        this.sink = sink;
        frameMax(frameMaxBytes);
    }

    /** A decoder for the other direction: a server's frames, which have no protocol header before them. */
    public static FrameDecoder ofServerFrames(FrameSink sink, int frameMaxBytes) {
        FrameDecoder decoder = new FrameDecoder(sink, frameMaxBytes);
        decoder.state = State.FRAMES;
        return decoder;
    }

    /** Sets the greatest frame that is taken from now on; 0 is no limit. */
    public void frameMax(int frameMaxBytes) {
        maxPayload = frameMaxBytes == 0
                ? Integer.MAX_VALUE - FrameType.OVERHEAD_BYTES
                : frameMaxBytes - FrameType.OVERHEAD_BYTES;
    }

    /** Ignores all bytes from now on, those of a running {@link #decode} included. */
    public void stop() {
        state = State.DEAD;
    }

    /** Takes what remains in {@code in}, all of it, and tells the sink what it is. The bytes are the caller's again
     * after the call. */
    public void decode(ByteBuffer in) {
        ByteBuffer window = in.duplicate();
        while (in.hasRemaining() && state != State.DEAD) {
            switch (state) {
                case FRAMES -> frames(in, window);
                case HALF -> continueHalf(in);
                case BODY -> continueBody(in, window);
                case PROTOCOL -> protocol(in);
                case DEAD -> in.position(in.limit());
            }
        }
        in.position(in.limit());
    }

    private void protocol(ByteBuffer in) {
        half[halfSize] = in.get();
        int end = halfSize + 1;
        if (Arrays.mismatch(half, 0, end, PROTOCOL, 0, end) >= 0
                && Arrays.mismatch(half, 0, end, PROTOCOL_0_9, 0, end) >= 0) {
            state = State.DEAD;
            sink.onProtocolHeader(false);
            return;
        }
        halfSize++;
        if (halfSize == PROTOCOL.length) {
            halfSize = 0;
            state = State.FRAMES;
            sink.onProtocolHeader(true);
        }
    }

    /** Hands on frames as long as they lie whole in the input. */
    private void frames(ByteBuffer in, ByteBuffer window) {
        while (state == State.FRAMES && in.hasRemaining()) {
            int start = in.position();
            int available = in.remaining();
            if (available < FrameType.HEAD_BYTES) {
                keepHalf(in, available);
                return;
            }
            if (!readHead(in, start)) {
                return;
            }
            int payload = start + FrameType.HEAD_BYTES;
            if (available - FrameType.OVERHEAD_BYTES >= size) {
                in.position(payload + size + 1);
                frame(window, payload, in.get(payload + size));
            } else if (type == FrameType.BODY) {
                in.position(payload);
                beginBody();
            } else {
                keepHalf(in, available);
            }
        }
    }

    /** Reads and judges a frame's head; false after an error. */
    private boolean readHead(ByteBuffer in, int start) {
        type = in.get(start) & 0xFF;
        channel = in.getShort(start + 1) & 0xFFFF;
        size = in.getInt(start + 3);
        if (type != FrameType.METHOD && type != FrameType.HEADER && type != FrameType.BODY
                && type != FrameType.HEARTBEAT) {
            return refuse("unknown frame type " + type + " on channel " + channel);
        }
        if (size < 0 || size > maxPayload) {
            return refuse("type " + type + ", frame of " + (size & 0xFFFF_FFFFL) + " octets of payload exceeds "
                    + maxPayload + " (channel " + channel + ")");
        }
        return true;
    }

    private boolean refuse(String reason) {
        state = State.DEAD;
        sink.onFrameError(reason);
        return false;
    }

    /** Hands on a whole frame; {@code window}'s limits are set around what the sink may see. */
    private void frame(ByteBuffer window, int payload, byte end) {
        if (end != (byte) FrameType.END) {
            refuse("type " + type + ", channel " + channel + ": invalid frame end marker " + (end & 0xFF));
            return;
        }
        window.limit(payload + size).position(payload);
        switch (type) {
            case FrameType.METHOD -> method(window);
            case FrameType.HEADER -> header(window);
            case FrameType.BODY -> sink.onBody(channel, window);
            default -> sink.onHeartbeat();
        }
        window.clear();
    }

    private void method(ByteBuffer window) {
        if (size < FrameType.METHOD_HEAD_BYTES) {
            refuse("method frame of " + size + " octets");
            return;
        }
        int classId = ByteReader.u16(window);
        int methodId = ByteReader.u16(window);
        sink.onMethod(channel, classId, methodId, window);
    }

    private void header(ByteBuffer window) {
        if (size < FrameType.MIN_CONTENT_HEADER_BYTES) {
            refuse("content header frame of " + size + " octets");
            return;
        }
        int classId = ByteReader.u16(window);
        ByteReader.u16(window);
        long bodySize = ByteReader.i64(window);
        sink.onHeader(channel, classId, bodySize, window);
    }

    private void keepHalf(ByteBuffer in, int count) {
        if (half.length - halfSize < count) {
            half = Arrays.copyOf(half, Math.max(halfSize + count, half.length * 2));
        }
        in.get(half, halfSize, count);
        halfSize += count;
        state = State.HALF;
    }

    /** Fills up the half frame: first its head, then, once that is judged, the rest. */
    private void continueHalf(ByteBuffer in) {
        if (halfSize < FrameType.HEAD_BYTES) {
            keepHalf(in, Math.min(FrameType.HEAD_BYTES - halfSize, in.remaining()));
            if (halfSize < FrameType.HEAD_BYTES || !readHead(ByteBuffer.wrap(half), 0)) {
                return;
            }
            if (type == FrameType.BODY) {
                halfSize = 0;
                beginBody();
                return;
            }
        }
        int total = size + FrameType.OVERHEAD_BYTES;
        keepHalf(in, Math.min(total - halfSize, in.remaining()));
        if (halfSize == total) {
            byte[] whole = half;
            halfSize = 0;
            state = State.FRAMES;
            if (whole.length > KEPT_HALF_BYTES) {
                half = new byte[SMALLEST_HALF_BYTES];
            }
            frame(ByteBuffer.wrap(whole), FrameType.HEAD_BYTES, whole[total - 1]);
        }
    }

    private void beginBody() {
        bodyLeft = size;
        lastByteKept = false;
        state = State.BODY;
    }

    /** Hands on what has come of a body frame, but its last byte only together with the end octet. */
    private void continueBody(ByteBuffer in, ByteBuffer window) {
        int start = in.position();
        int available = in.remaining();
        if (lastByteKept) {
            in.position(start + 1);
            endBody(ByteBuffer.wrap(lastByte), 0, in.get(start));
        } else if (available > bodyLeft) {
            in.position(start + bodyLeft + 1);
            endBody(window, start, in.get(start + bodyLeft));
        } else {
            int piece = available == bodyLeft ? bodyLeft - 1 : available;
            if (available == bodyLeft) {
                lastByte[0] = in.get(start + piece);
                lastByteKept = true;
            }
            in.position(start + available);
            bodyLeft -= piece;
            if (piece > 0) {
                sink.onBody(channel, window.limit(start + piece).position(start));
                window.clear();
            }
        }
    }

    private void endBody(ByteBuffer window, int start, byte end) {
        size = bodyLeft;
        state = State.FRAMES;
        frame(window, start, end);
    }
}
