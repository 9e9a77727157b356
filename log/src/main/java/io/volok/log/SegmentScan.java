package io.volok.log;

import io.volok.codec.bytes.MalformedBytes;
import io.volok.codec.record.RecordBatch;
import io.volok.log.store.RecoveryPoint;
import io.volok.log.store.StoredSegment;
import java.nio.ByteBuffer;

/**
 * Checks the batches of a segment from a known point to its end: checksums, sizes, ascending offsets.
 *
 * <p>Stops at the first thing that is not a sound batch and can then say whether sound batches follow, which tells a
 * torn tail from damage in the middle.
 */
final class SegmentScan {

    private static final int CHUNK_BYTES = 1 << 18;

    private final StoredSegment segment;
    private final boolean dense;
    private ByteBuffer chunk;
    private long position;
    private long endOffset;
    private long firstTimestamp;
    private long maxTimestamp;
    private long maxTimestampOffset;
    private String stoppedBy;

    /**
     * A scan that begins at a point.
     *
     * @param dense whether each batch must start where the one before ended; not so where compaction has been
     */
    SegmentScan(StoredSegment segment, RecoveryPoint from, boolean dense) {
        this.segment = segment;
        this.dense = dense;
        this.position = from.position();
        this.endOffset = from.endOffset();
        this.firstTimestamp = from.firstTimestamp();
        this.maxTimestamp = from.maxTimestamp();
        this.maxTimestampOffset = from.maxTimestampOffset();
    }

    /** Runs to the end or to the first bad place, and returns where that is. */
    RecoveryPoint run() {
        long size = segment.size();
        chunk = ByteBuffer.allocate((int) Math.min(CHUNK_BYTES, size - position)).limit(0);
        int at = 0;
        while (position < size && stoppedBy == null) {
            int need = whole(at, size);
            if (need > chunk.limit() - at && stoppedBy == null) {
                load(need);
                at = 0;
            }
            if (stoppedBy == null && check(at)) {
                int bytes = RecordBatch.size(chunk, at);
                at += bytes;
                position += bytes;
            }
        }
        return new RecoveryPoint(segment.baseOffset(), position, endOffset, firstTimestamp, maxTimestamp,
                maxTimestampOffset);
    }

    /** What is wrong at the place where the scan stopped; null if it reached the end. */
    String stoppedBy() {
        return stoppedBy;
    }

    /** Bytes that the batch at {@code at} needs in the chunk, or just a header's if that is not there yet. */
    private int whole(int at, long size) {
        if (size - position < RecordBatch.HEADER_BYTES) {
            stoppedBy = "a batch header is cut";
            return 0;
        }
        if (chunk.limit() - at < RecordBatch.HEADER_BYTES) {
            return RecordBatch.HEADER_BYTES;
        }
        int bytes = RecordBatch.size(chunk, at);
        if (bytes < RecordBatch.HEADER_BYTES) {
            stoppedBy = "a batch of " + bytes + " bytes";
        } else if (bytes > size - position) {
            stoppedBy = "a batch of " + bytes + " bytes is cut";
        }
        return bytes;
    }

    private void load(int need) {
        int capacity = Math.max(need, (int) Math.min(CHUNK_BYTES, segment.size() - position));
        if (capacity > chunk.capacity()) {
            chunk = ByteBuffer.allocate(capacity);
        }
        chunk.clear().limit((int) Math.min(chunk.capacity(), segment.size() - position));
        segment.read(StoredSegment.Part.DATA, chunk, position);
        chunk.flip();
        if (chunk.limit() < need) {
            stoppedBy = "bytes are missing";
        }
    }

    /** Checks the batch if it is all there; false if more bytes have to be loaded first, or it is bad. */
    private boolean check(int at) {
        if (RecordBatch.size(chunk, at) > chunk.limit() - at) {
            return false;
        }
        String wrong = fault(chunk, at);
        long base = RecordBatch.baseOffset(chunk, at);
        if (wrong == null && (base < endOffset || dense && base != endOffset)) {
            wrong = "a batch with offset " + base + " where " + endOffset + " is due";
        }
        if (wrong != null) {
            stoppedBy = wrong;
            return false;
        }
        if (firstTimestamp == Segment.NO_TIMESTAMP) {
            firstTimestamp = RecordBatch.maxTimestamp(chunk, at);
        }
        if (RecordBatch.maxTimestamp(chunk, at) > maxTimestamp || position == 0) {
            maxTimestamp = RecordBatch.maxTimestamp(chunk, at);
            maxTimestampOffset = RecordBatch.baseOffset(chunk, at);
        }
        endOffset = RecordBatch.endOffset(chunk, at);
        return true;
    }

    private static String fault(ByteBuffer bytes, int at) {
        try {
            RecordBatch.check(bytes, at, bytes.limit());
            return null;
        } catch (MalformedBytes malformed) {
            return malformed.reason();
        }
    }

    /**
     * Counts sound batches behind the bad place. The bad batch's own length may be right or wrong, so every byte is
     * tried as a start. Magic byte and checksum keep chance hits away, and the offset a batch that was somebody's
     * message body.
     */
    int soundBatchesBehind() {
        int found = 0;
        long size = segment.size();
        long candidate = position + 1;
        while (size - candidate >= RecordBatch.HEADER_BYTES) {
            ByteBuffer window = window(candidate, size);
            int at = 0;
            int step = window.limit() - RecordBatch.HEADER_BYTES + 1;
            while (at < step) {
                int bytes = soundAt(window, at, candidate + at, size);
                found += bytes > 0 ? 1 : 0;
                at += Math.max(1, bytes);
            }
            candidate += at;
        }
        return found;
    }

    private ByteBuffer window(long at, long size) {
        ByteBuffer window = ByteBuffer.allocate((int) Math.min(CHUNK_BYTES, size - at));
        segment.read(StoredSegment.Part.DATA, window, at);
        return window.flip();
    }

    /** Size of the sound batch at that place, 0 if there is none. */
    private int soundAt(ByteBuffer window, int at, long absolute, long size) {
        int bytes = RecordBatch.size(window, at);
        boolean candidate = RecordBatch.magic(window, at) == RecordBatch.MAGIC && bytes >= RecordBatch.HEADER_BYTES
                && bytes <= size - absolute;
        long ahead = RecordBatch.baseOffset(window, at) - endOffset;
        if (!candidate || ahead < 0 || ahead > absolute - position) {
            return 0;
        }
        ByteBuffer batch = window;
        int start = at;
        if (bytes > window.limit() - at) {
            batch = ByteBuffer.allocate(bytes);
            segment.read(StoredSegment.Part.DATA, batch, absolute);
            batch.flip();
            start = 0;
        }
        return fault(batch, start) == null ? bytes : 0;
    }
}
