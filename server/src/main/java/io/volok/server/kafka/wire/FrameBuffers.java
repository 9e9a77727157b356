package io.volok.server.kafka.wire;

import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Buffers outside the heap for frames that did not arrive whole, shared by the sessions of one shard. A few stay for
 * the next frame; the others are freed at once and do not wait for the garbage collector, which has little to do with
 * memory that is not its own and would let hundreds of megabytes pile up.
 */
final class FrameBuffers {

    /** One buffer and the arena that frees it. */
    record Lent(Arena arena, ByteBuffer bytes) {

        private void free() {
            arena.close();
        }
    }

    private static final int SMALLEST_BYTES = 32 * 1024;
    private static final long KEPT_BYTES = 4L << 20;

    private final List<Lent> kept = new ArrayList<>();
    private long keptBytes;

    /**
     * An empty buffer of at least {@code least} bytes. It is larger only where that costs nothing: if one that has room
     * for {@code wanted} bytes lies idle.
     */
    Lent take(int least, int wanted) {
        Lent best = smallestKept(Math.max(least, wanted));
        if (best == null) {
            best = smallestKept(least);
        }
        if (best == null) {
            Arena arena = Arena.ofShared();
            return new Lent(arena, arena.allocate(Math.max(least, SMALLEST_BYTES)).asByteBuffer());
        }
        kept.remove(best);
        keptBytes -= best.bytes.capacity();
        best.bytes.clear();
        return best;
    }

    private Lent smallestKept(int least) {
        Lent best = null;
        for (Lent each : kept) {
            int capacity = each.bytes.capacity();
            if (capacity >= least && (best == null || capacity < best.bytes.capacity())) {
                best = each;
            }
        }
        return best;
    }

    /** Takes a buffer back. Nobody may use it, or a view of it, any more. */
    void give(Lent buffer) {
        if (keptBytes + buffer.bytes.capacity() > KEPT_BYTES) {
            buffer.free();
        } else {
            kept.add(buffer);
            keptBytes += buffer.bytes.capacity();
        }
    }

    /** Bytes that lie idle. */
    long keptBytes() {
        return keptBytes;
    }
}
