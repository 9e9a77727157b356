package io.volok.log;

import io.volok.log.store.StoredSegment;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Sparse map from timestamps to offsets of the open segment, in memory; and the search in the stored form of a sealed
 * one.
 *
 * <p>Stored form: entries of 12 bytes, ascending in both: timestamp i64, {@code offset - baseOffset} i32. An entry
 * says: up to here the largest timestamp is this one, and the batch at this offset has it. The last entry of a sealed
 * segment is the largest of all.
 */
final class TimeIndex {

    static final int ENTRY_BYTES = 12;

    private long[] timestamps = new long[0];
    private int[] relativeOffsets = new int[0];
    private int count;

    int sizeBytes() {
        return count * ENTRY_BYTES;
    }

    /** Adds an entry if its timestamp is a new maximum. */
    void add(long timestamp, int relativeOffset) {
        if (count > 0 && timestamps[count - 1] >= timestamp) {
            return;
        }
        if (count == timestamps.length) {
            timestamps = Arrays.copyOf(timestamps, Math.max(8, count * 2));
            relativeOffsets = Arrays.copyOf(relativeOffsets, timestamps.length);
        }
        timestamps[count] = timestamp;
        relativeOffsets[count++] = relativeOffset;
    }

    /** Relative offset from which to look for the first batch with a timestamp at or after the given one. */
    int startFor(long timestamp) {
        int low = 0;
        int high = count;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (timestamps[middle] < timestamp) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low == 0 ? 0 : relativeOffsets[low - 1];
    }

    /** Forgets entries at and above an offset. */
    void truncate(int relativeOffset) {
        while (count > 0 && relativeOffsets[count - 1] >= relativeOffset) {
            count--;
        }
    }

    ByteBuffer toBytes() {
        ByteBuffer bytes = ByteBuffer.allocate(sizeBytes());
        for (int i = 0; i < count; i++) {
            bytes.putLong(timestamps[i]).putInt(relativeOffsets[i]);
        }
        return bytes.flip();
    }

    /** Reads the stored form up to the first entry that is out of order or at or above {@code relativeOffsetEnd}. */
    static TimeIndex load(StoredSegment segment, long relativeOffsetEnd) {
        TimeIndex index = new TimeIndex();
        ByteBuffer bytes = StoredEntries.all(segment, StoredSegment.Part.TIME_INDEX, ENTRY_BYTES);
        long previousTimestamp = Long.MIN_VALUE;
        while (bytes.hasRemaining()) {
            long timestamp = bytes.getLong();
            int relativeOffset = bytes.getInt();
            if (timestamp <= previousTimestamp || relativeOffset < 0 || relativeOffset >= relativeOffsetEnd) {
                break;
            }
            index.add(timestamp, relativeOffset);
            previousTimestamp = timestamp;
        }
        return index;
    }

    /** {@link #startFor} in the stored form, without loading it. */
    static int startFor(StoredSegment segment, long timestamp) {
        StoredEntries entries = new StoredEntries(segment, StoredSegment.Part.TIME_INDEX, ENTRY_BYTES);
        int low = 0;
        int high = entries.count();
        int found = 0;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (entries.key(middle) < timestamp) {
                found = entries.valueBehindKey(middle);
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return found;
    }
}
