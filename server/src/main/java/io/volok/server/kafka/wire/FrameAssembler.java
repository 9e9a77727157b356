package io.volok.server.kafka.wire;

import java.nio.ByteBuffer;
import java.util.function.Consumer;

/**
 * Cuts a stream of bytes into frames: {@code | length int32 | length bytes |}.
 *
 * <p>A frame that arrived whole is handed on where it lies. One that did not is gathered in a buffer that grows with
 * what has arrived, never with what was announced.
 */
final class FrameAssembler {

    private static final int LENGTH_BYTES = 4;
    /** A buffer has room for this many times the bytes that arrived. */
    private static final int GROWTH = 4;

    private final int maxFrameBytes;
    private final FrameBuffers buffers;
    /** The begun frame with its length field; null between frames. */
    private FrameBuffers.Lent partial;
    private int gathered;
    private boolean released;

    FrameAssembler(int maxFrameBytes, FrameBuffers buffers) {
        this.maxFrameBytes = maxFrameBytes;
        this.buffers = buffers;
    }

    /**
     * Takes bytes in and hands each complete frame to {@code frames}, for the time of that call.
     *
     * @throws MalformedRequest if a length is negative or above the limit
     */
    void feed(ByteBuffer bytes, Consumer<ByteBuffer> frames) {
        if (partial != null && !completePartial(bytes, frames)) {
            return;
        }
        while (bytes.remaining() >= LENGTH_BYTES) {
            int length = checkedLength(bytes.getInt(bytes.position()));
            if (bytes.remaining() - LENGTH_BYTES < length) {
                break;
            }
            int start = bytes.position() + LENGTH_BYTES;
            ByteBuffer frame = bytes.slice(start, length);
            bytes.position(start + length);
            frames.accept(frame);
        }
        if (bytes.hasRemaining() && !released) { // a frame may have ended the session
            move(bytes, bytes.remaining());
        }
    }

    /** Frees what an unfinished frame holds; no more will come. */
    void release() {
        released = true;
        if (partial != null) {
            buffers.give(partial);
            partial = null;
            gathered = 0;
        }
    }

    private boolean completePartial(ByteBuffer bytes, Consumer<ByteBuffer> frames) {
        if (gathered < LENGTH_BYTES) {
            move(bytes, LENGTH_BYTES - gathered);
            if (gathered < LENGTH_BYTES) {
                return false;
            }
        }
        int length = checkedLength(partial.bytes().getInt(0));
        move(bytes, LENGTH_BYTES + length - gathered);
        if (gathered < LENGTH_BYTES + length) {
            return false;
        }
        FrameBuffers.Lent whole = partial;
        partial = null;
        gathered = 0;
        try {
            frames.accept(whole.bytes().slice(LENGTH_BYTES, length));
        } finally {
            buffers.give(whole);
        }
        return true;
    }

    private void move(ByteBuffer bytes, int wanted) {
        int count = Math.min(wanted, bytes.remaining());
        if (partial == null || partial.bytes().capacity() - gathered < count) {
            grow(gathered + count, bytes);
        }
        partial.bytes().put(gathered, bytes, bytes.position(), count);
        gathered += count;
        bytes.position(bytes.position() + count);
    }

    private void grow(int needed, ByteBuffer bytes) {
        long whole = LENGTH_BYTES + (long) announced(bytes);
        long roomy = Math.min((long) GROWTH * needed, LENGTH_BYTES + (long) maxFrameBytes);
        int least = (int) Math.max(needed, whole > 0 ? Math.min(roomy, whole) : needed);
        FrameBuffers.Lent larger = buffers.take(least, (int) Math.min(Integer.MAX_VALUE, Math.max(needed, whole)));
        if (partial != null) {
            larger.bytes().put(0, partial.bytes(), 0, gathered);
            buffers.give(partial);
        }
        partial = larger;
    }

    /** The begun frame's length, 0 while it is not known. */
    private int announced(ByteBuffer bytes) {
        if (gathered >= LENGTH_BYTES) {
            return partial.bytes().getInt(0);
        }
        boolean readable = gathered == 0 && bytes.remaining() >= LENGTH_BYTES;
        return readable ? bytes.getInt(bytes.position()) : 0;
    }

    private int checkedLength(int length) {
        if (length < 0 || length > maxFrameBytes) {
            throw new MalformedRequest("a frame of " + length + " bytes; the limit is " + maxFrameBytes);
        }
        return length;
    }
}
