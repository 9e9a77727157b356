package io.volok.log;

import io.volok.log.store.StoredSegment;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Sparse map from offsets to positions of the open segment, in memory; and the search in the stored form of a sealed
 * one.
 *
 * <p>Stored form: entries of 8 bytes, ascending: {@code offset - baseOffset} i32, position i32.
 */
final class OffsetIndex {

    static final int ENTRY_BYTES = 8;

    private static final long NO_ENTRY = -1;

    private long[] entries = new long[0];
    private int count;

    int sizeBytes() {
        return count * ENTRY_BYTES;
    }

    void add(int relativeOffset, int position) {
        if (count == entries.length) {
            entries = Arrays.copyOf(entries, Math.max(8, count * 2));
        }
        entries[count++] = entry(relativeOffset, position);
    }

    /** Position of the last entry at or below the offset, 0 if there is none. */
    int floorPosition(int relativeOffset) {
        int low = 0;
        int high = count;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (relativeOffsetOf(entries[middle]) <= relativeOffset) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low == 0 ? 0 : positionOf(entries[low - 1]);
    }

    /** Position of the last entry, -1 if there is none. */
    int lastPosition() {
        return count == 0 ? -1 : positionOf(entries[count - 1]);
    }

    /** Forgets entries at and above a position. */
    void truncate(long position) {
        while (count > 0 && positionOf(entries[count - 1]) >= position) {
            count--;
        }
    }

    /** The stored form. */
    ByteBuffer toBytes() {
        ByteBuffer bytes = ByteBuffer.allocate(sizeBytes());
        for (int i = 0; i < count; i++) {
            bytes.putLong(entries[i]);
        }
        return bytes.flip();
    }

    /** Reads the stored form; stops at the first entry that cannot be true for a segment of that size. */
    static OffsetIndex load(StoredSegment segment, long size) {
        OffsetIndex index = new OffsetIndex();
        ByteBuffer bytes = StoredEntries.all(segment, StoredSegment.Part.OFFSET_INDEX, ENTRY_BYTES);
        long previous = NO_ENTRY;
        while (bytes.hasRemaining()) {
            long entry = bytes.getLong();
            boolean ascending = previous == NO_ENTRY
                    || relativeOffsetOf(entry) > relativeOffsetOf(previous) && positionOf(entry) > positionOf(previous);
            if (!ascending || positionOf(entry) < 0 || positionOf(entry) >= size) {
                break;
            }
            index.add(relativeOffsetOf(entry), positionOf(entry));
            previous = entry;
        }
        return index;
    }

    /**
     * {@link #floorPosition} in the stored form, without loading it.
     *
     * <p>Batches of a log are much alike, so the entry lies near where it would be if they were all of one size: as a
     * rule one block is read.
     *
     * @param relativeOffsetEnd end offset of the segment, relative to its base
     */
    static int floorPosition(StoredSegment segment, int relativeOffset, int relativeOffsetEnd) {
        StoredEntries entries = new StoredEntries(segment, StoredSegment.Part.OFFSET_INDEX, ENTRY_BYTES);
        int low = 0;
        int high = entries.count();
        if (high > 0) {
            long guess = (long) high * relativeOffset / Math.max(1, relativeOffsetEnd);
            entries.key((int) Math.min(guess, high - 1));
            if (relativeOffsetOf(entries.key(entries.blockFirst())) > relativeOffset) {
                high = entries.blockFirst();
            } else {
                low = entries.blockFirst();
                int last = entries.blockEnd() - 1;
                if (relativeOffsetOf(entries.key(last)) <= relativeOffset) {
                    low = last;
                } else {
                    high = last;
                }
            }
        }
        int found = 0;
        while (low < high) {
            int middle = (low + high) >>> 1;
            long entry = entries.key(middle);
            if (relativeOffsetOf(entry) <= relativeOffset) {
                found = positionOf(entry);
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return found;
    }

    private static long entry(int relativeOffset, int position) {
        return (long) relativeOffset << 32 | position;
    }

    private static int relativeOffsetOf(long entry) {
        return (int) (entry >>> 32);
    }

    private static int positionOf(long entry) {
        return (int) entry;
    }
}
