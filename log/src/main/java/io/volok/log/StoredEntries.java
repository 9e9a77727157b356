package io.volok.log;

import io.volok.log.store.StoredSegment;
import java.nio.ByteBuffer;

/** Entries of one size in a derived part of a segment, read one at a time so that a big index takes no memory. */
final class StoredEntries {

    private final StoredSegment segment;
    private final StoredSegment.Part part;
    private final ByteBuffer entry;
    private final int count;

    StoredEntries(StoredSegment segment, StoredSegment.Part part, int entryBytes) {
        this.segment = segment;
        this.part = part;
        this.entry = ByteBuffer.allocate(entryBytes);
        this.count = (int) (segment.size(part) / entryBytes);
    }

    int count() {
        return count;
    }

    /** The entry at an index, in a buffer that the next call overwrites. */
    ByteBuffer read(int index) {
        entry.clear();
        segment.read(part, entry, (long) index * entry.capacity());
        return entry.flip();
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
