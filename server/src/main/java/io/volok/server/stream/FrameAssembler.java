package io.volok.server.stream;

import io.volok.codec.bytes.MalformedBytes;
import java.nio.ByteBuffer;

/** Finds frames in bytes that are cut anywhere. Keeps only what is of a frame that has not come whole. */
final class FrameAssembler {

    private static final int SMALLEST = 4;
    private static final int KEEP_BYTES = 64 << 10;

    private ByteBuffer rest = ByteBuffer.allocate(0);
    private int frameMax;

    FrameAssembler(int frameMax) {
        this.frameMax = frameMax;
    }

    /** A frame is larger than was agreed on. */
    static final class FrameTooLarge extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private FrameTooLarge() {
            super("frame too large", null, false, false);
        }
    }

    /** A limit was agreed on. */
    void frameMax(int bytes) {
        frameMax = bytes;
    }

    /** Takes frames. */
    interface Sink {
        /** A whole frame without its size; false to stop here and leave the rest for later. */
        boolean frame(ByteBuffer frame);
    }

    /** Gives the sink what is whole now; takes all of the bytes. */
    void feed(ByteBuffer bytes, Sink sink) {
        if (!rest.hasRemaining()) {
            drain(bytes, sink);
            keep(bytes);
            return;
        }
        ByteBuffer joined = ByteBuffer.allocate(Math.max(KEEP_BYTES, rest.remaining() + bytes.remaining()));
        joined.put(rest).put(bytes).flip();
        drain(joined, sink);
        rest = joined;
    }

    /** Takes bytes for later. */
    void keepAll(ByteBuffer bytes) {
        feed(bytes, null);
    }

    /** Gives what was left when the sink stopped. */
    void resume(Sink sink) {
        drain(rest, sink);
    }

    private void keep(ByteBuffer bytes) {
        rest = bytes.hasRemaining() ? ByteBuffer.allocate(bytes.remaining()).put(bytes).flip() : ByteBuffer.allocate(0);
    }

    /** @param sink null to let everything wait */
    private void drain(ByteBuffer in, Sink sink) {
        boolean more = sink != null;
        while (more && in.remaining() >= Integer.BYTES) {
            int size = in.getInt(in.position());
            if (size > frameMax) {
                throw new FrameTooLarge();
            }
            if (size < SMALLEST) {
                throw new MalformedBytes(-1, "a frame of " + Integer.toUnsignedString(size) + " bytes");
            }
            if (in.remaining() - Integer.BYTES < size) {
                return;
            }
            ByteBuffer frame = in.slice(in.position() + Integer.BYTES, size);
            in.position(in.position() + Integer.BYTES + size);
            more = sink.frame(frame);
        }
    }
}
