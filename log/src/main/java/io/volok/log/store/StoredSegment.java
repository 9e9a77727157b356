package io.volok.log.store;

import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * A run of bytes that starts at a base offset, with two derived parts that are written when it is sealed.
 *
 * <p>Appended to by the owner of its log. Reading, pinning and unpinning: any thread.
 */
public interface StoredSegment {

    /** What a segment consists of. */
    enum Part {
        /** The record batches. */
        DATA,
        /** Offset to position; can be rebuilt from the data. */
        OFFSET_INDEX,
        /** Timestamp to offset; can be rebuilt from the data. */
        TIME_INDEX
    }

    /** Offset below which this segment has no record. */
    long baseOffset();

    /** Bytes of data. */
    long size();

    /** Whether it is closed for good. */
    boolean sealed();

    /** Appends all remaining bytes of the buffer, or fails and appends nothing (see {@link SegmentStore}). */
    void append(ByteBuffer bytes);

    /** Cuts an open segment to a smaller size. */
    void truncate(long size);

    /** Closes the segment for good and keeps its derived parts. */
    void seal(ByteBuffer offsetIndex, ByteBuffer timeIndex);

    /** Keeps the derived parts of an open segment, so that a next start finds them; they may be older than the data. */
    void saveIndexes(ByteBuffer offsetIndex, ByteBuffer timeIndex);

    /** Bytes of a part, 0 if it does not exist. */
    long size(Part part);

    /**
     * Reads bytes into the buffer's remaining space.
     *
     * @return how many, fewer than asked for only at the end of the part
     */
    int read(Part part, ByteBuffer target, long position);

    /** Whether bytes of the data are in memory as far as can be told, so that reading them waits for no disk. While pinned. */
    boolean isResident(long position, int length);

    /**
     * Brings bytes of the data into memory in the background; {@code done} then runs on a thread of the store, also if
     * they could not be read: whoever reads them next will meet the failure. While pinned.
     */
    void load(long position, int length, Runnable done);

    /** Keeps the bytes readable, also after the segment was removed. Each pin needs one {@link #unpin}. */
    void pin();

    /** Takes one pin back. */
    void unpin();

    /** The file with the data for a transfer without copying, or null if there is none. Only while pinned. */
    FileChannel channel();
}
