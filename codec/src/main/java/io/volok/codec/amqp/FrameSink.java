package io.volok.codec.amqp;

import java.nio.ByteBuffer;

/**
 * Takes what {@link FrameDecoder} finds, in order. Buffers are valid during the call only; reading from them (their
 * position and limit included) disturbs nobody, writing to them is forbidden.
 */
public interface FrameSink {

    /**
     * The protocol header, always first.
     *
     * @param supported whether it asks for AMQP 0-9-1. If not, the decoder ignores all further bytes; the answer is
     *     the header we speak ({@link FrameWriter#protocolHeader}) and the end of the connection
     */
    void onProtocolHeader(boolean supported);

    /** A method frame. */
    void onMethod(int channel, int classId, int methodId, ByteBuffer arguments);

    /**
     * A content header frame.
     *
     * @param bodySize an unsigned 64-bit integer: negative is larger than anything that we take
     * @param properties property flags and properties
     */
    void onHeader(int channel, int classId, long bodySize, ByteBuffer properties);

    /** Bytes of a body frame. A frame that arrives in pieces is handed on in pieces. */
    void onBody(int channel, ByteBuffer piece);

    /** A heartbeat frame. */
    void onHeartbeat();

    /** Bytes that are no frame: close with {@link ReplyCode#FRAME_ERROR}. The decoder ignores all further bytes. */
    void onFrameError(String reason);
}
