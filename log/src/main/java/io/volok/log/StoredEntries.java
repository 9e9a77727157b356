package io.volok.log;

import io.volok.log.store.StoredSegment;
import java.nio.ByteBuffer;

/**
 * Entries of one size in a derived part of a segment, read a block at a time: a big index takes no memory, and a search
 * that has come near its goal reads no more.
 *
 * <p>The block is one per thread, because a search is short and never nested.
 */
final class StoredEntries {

    private static final int BLOCK_BYTES = 4096;
    private static final ThreadLocal<ByteBuffer> BLOCK =
            ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(BLOCK_BYTES));

    private final StoredSegment segment;
    private final StoredSegment.Part part;
    private final int entryBytes;
    private final int count;
    private final ByteBuffer block = BLOCK.get();
    private int blockFirst;
    private int blockCount;

    StoredEntries(StoredSegment segment, StoredSegment.Part part, int entryBytes) {
        this.segment = segment;
        this.part = part;
        this.entryBytes = entryBytes;
        this.count = (int) (segment.size(part) / entryBytes);
    }

    int count() {
        return count;
    }

    /** The {@code long} that the entry at an index begins with. */
    long key(int index) {
        return block.getLong(locate(index));
    }

    /** The {@code int} behind the first {@code long} of the entry at an index. */
    int valueBehindKey(int index) {
        return block.getInt(locate(index) + Long.BYTES);
    }

    /** Position in the block of an entry, which lies in the middle of the block if it had to be read. */
    private int locate(int index) {
        if (index < blockFirst || index >= blockFirst + blockCount) {
            int room = BLOCK_BYTES / entryBytes;
            blockFirst = Math.clamp(index - room / 2, 0, Math.max(0, count - room));
            blockCount = Math.min(room, count - blockFirst);
            block.clear().limit(blockCount * entryBytes);
            segment.read(part, block, (long) blockFirst * entryBytes);
        }
        return (index - blockFirst) * entryBytes;
    }

    /** First entry of the block that was read last. */
    int blockFirst() {
        return blockFirst;
    }

    /** First entry behind the block that was read last. */
    int blockEnd() {
        return blockFirst + blockCount;
    }

    /** All whole entries of a part. */
    static ByteBuffer all(StoredSegment segment, StoredSegment.Part part, int entryBytes) {
        long size = segment.size(part);
        ByteBuffer bytes = ByteBuffer.allocate((int) (size - size % entryBytes));
        if (bytes.hasRemaining()) {
            segment.read(part, bytes, 0);
        }
        return bytes.flip();
    }
}
