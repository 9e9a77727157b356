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
    private static final int FIRST_BUFFER_BYTES = 32 * 1024;
    private static final int KEPT_BUFFER_BYTES = 128 * 1024;

    private final int maxFrameBytes;
    private ByteBuffer partial;
    private ByteBuffer spare;

    FrameAssembler(int maxFrameBytes) {
        this.maxFrameBytes = maxFrameBytes;
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
        if (bytes.hasRemaining()) {
            keep(bytes);
        }
    }

    /** Frees what an unfinished frame holds. */
    void release() {
        partial = null;
        spare = null;
    }

    private boolean completePartial(ByteBuffer bytes, Consumer<ByteBuffer> frames) {
        if (partial.position() < LENGTH_BYTES) {
            move(bytes, LENGTH_BYTES - partial.position());
            if (partial.position() < LENGTH_BYTES) {
                return false;
            }
        }
        int length = checkedLength(partial.getInt(0));
        move(bytes, LENGTH_BYTES + length - partial.position());
        if (partial.position() < LENGTH_BYTES + length) {
            return false;
        }
        ByteBuffer whole = partial;
        partial = null;
        frames.accept(whole.slice(LENGTH_BYTES, length));
        if (whole.capacity() <= KEPT_BUFFER_BYTES) {
            spare = whole.clear();
        }
        return true;
    }

    private void keep(ByteBuffer bytes) {
        if (spare != null) {
            partial = spare;
            spare = null;
        } else {
            partial = ByteBuffer.allocateDirect(FIRST_BUFFER_BYTES);
        }
        move(bytes, bytes.remaining());
    }

    private void move(ByteBuffer bytes, int wanted) {
        int count = Math.min(wanted, bytes.remaining());
        if (partial.remaining() < count) {
            grow(partial.position() + count);
        }
        partial.put(partial.position(), bytes, bytes.position(), count);
        partial.position(partial.position() + count);
        bytes.position(bytes.position() + count);
    }

    private void grow(int needed) {
        long doubled = Math.max(2L * partial.capacity(), needed);
        ByteBuffer larger = ByteBuffer.allocateDirect((int) Math.min(doubled, LENGTH_BYTES + (long) maxFrameBytes));
        larger.put(partial.flip());
        partial = larger;
    }

    private int checkedLength(int length) {
        if (length < 0 || length > maxFrameBytes) {
            throw new MalformedRequest("a frame of " + length + " bytes; the limit is " + maxFrameBytes);
        }
        return length;
    }
}
