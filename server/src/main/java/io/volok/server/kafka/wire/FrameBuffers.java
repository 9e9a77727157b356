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
            return new Lent(arena, arena.allocate(rounded(least)).asByteBuffer());
        }
        kept.remove(best);
        keptBytes -= best.bytes.capacity();
        best.bytes.clear();
        return best;
    }

    /** Up to a quarter more, so that frames of nearly the same length can follow each other in one buffer. */
    private static long rounded(int least) {
        long step = Math.max(SMALLEST_BYTES, Integer.highestOneBit(least) / 4);
        return (least + step - 1) / step * step;
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

    /** Takes a buffer back. Nobody may use it, or a view of it, any more. The largest stay, as they fit most frames. */
    void give(Lent buffer) {
        int capacity = buffer.bytes.capacity();
        if (capacity > KEPT_BYTES) {
            buffer.free();
            return;
        }
        kept.add(buffer);
        keptBytes += capacity;
        while (keptBytes > KEPT_BYTES) {
            Lent smallest = smallestKept(0);
            kept.remove(smallest);
            keptBytes -= smallest.bytes.capacity();
            smallest.free();
        }
    }

    /** Bytes that lie idle. */
    long keptBytes() {
        return keptBytes;
    }
}
