package io.volok.log;

import io.volok.codec.record.RecordBatch;
import io.volok.log.store.CorruptLog;
import io.volok.log.store.LogId;
import io.volok.log.store.RecoveryPoint;
import io.volok.log.store.StoredSegment;
import java.nio.ByteBuffer;

/**
 * A stored segment with what is needed to find offsets and timestamps in it. Owned by its log's shard.
 *
 * <p>The indexes of the open segment are in memory, loaded when first needed; those of a sealed one are searched
 * where they are stored. So a log that nobody uses costs a few objects.
 */
final class Segment {

    static final long NO_TIMESTAMP = -1;

    private static final int REBUILD_INTERVAL_BYTES = LogConfig.Segments.DEFAULT.indexIntervalBytes();

    private final LogId log;
    private final StoredSegment stored;
    private long endOffset;
    private long firstTimestamp = NO_TIMESTAMP;
    private long maxTimestamp = NO_TIMESTAMP;
    private long maxTimestampOffset;
    private boolean timestampsKnown;

    /** Null until first needed, and again once sealed. */
    private OffsetIndex offsetIndex;
    private TimeIndex timeIndex;
    private int bytesSinceEntry;

    /** Where the last search ended: consecutive reads go forward. */
    private long hintOffset;
    private int hintPosition;
    private int foundSize;
    private long foundOffset;

    /** A segment whose end is known and whose timestamps are in its time index. */
    Segment(LogId log, StoredSegment stored, long endOffset) {
        this.log = log;
        this.stored = stored;
        this.endOffset = endOffset;
        this.hintOffset = stored.baseOffset();
        this.timestampsKnown = stored.size() == 0;
        if (stored.size() == 0 && !stored.sealed()) {
            offsetIndex = new OffsetIndex();
            timeIndex = new TimeIndex();
        }
    }

    /** The point before the first byte of a segment. */
    static RecoveryPoint startOf(StoredSegment stored) {
        return new RecoveryPoint(stored.baseOffset(), 0, stored.baseOffset(), NO_TIMESTAMP, NO_TIMESTAMP,
                stored.baseOffset());
    }

    /** Takes over what is known up to a point in this segment, which may have been reached by a scan. */
    void resume(RecoveryPoint point) {
        endOffset = point.endOffset();
        firstTimestamp = point.firstTimestamp();
        maxTimestamp = point.maxTimestamp();
        maxTimestampOffset = point.maxTimestampOffset();
        timestampsKnown = true;
    }

    StoredSegment stored() {
        return stored;
    }

    long baseOffset() {
        return stored.baseOffset();
    }

    long endOffset() {
        return endOffset;
    }

    long size() {
        return stored.size();
    }

    /** Timestamp of the first batch, {@link #NO_TIMESTAMP} if there is none. Only of the open segment. */
    long firstTimestamp() {
        return firstTimestamp;
    }

    long maxTimestamp() {
        loadTimestamps();
        return maxTimestamp;
    }

    long maxTimestampOffset() {
        loadTimestamps();
        return maxTimestampOffset;
    }

    RecoveryPoint end() {
        return new RecoveryPoint(baseOffset(), size(), endOffset, firstTimestamp, maxTimestamp(), maxTimestampOffset);
    }

    /** Whether an append must go to a new segment. */
    boolean full(LogConfig.Segments limits, long ageMsMax, int bytes, long lastOffset, long timestamp) {
        if (size() == 0) {
            return false;
        }
        boolean old = firstTimestamp != NO_TIMESTAMP && timestamp != NO_TIMESTAMP
                && timestamp - firstTimestamp > ageMsMax;
        return old || size() + bytes > limits.bytes() || lastOffset - baseOffset() > Integer.MAX_VALUE
                || offsetIndex().sizeBytes() + OffsetIndex.ENTRY_BYTES > limits.indexBytes();
    }

    /** Appends batches; if the store fails nothing here has changed. */
    void append(ByteBuffer batches, long firstOffset, long lastOffset, long timestamp, int indexIntervalBytes) {
        OffsetIndex offsets = offsetIndex();
        int start = batches.position();
        int position = (int) size();
        stored.append(batches);
        if (firstTimestamp == NO_TIMESTAMP) {
            firstTimestamp = timestamp;
        }
        if (timestamp > maxTimestamp || position == 0) {
            maxTimestamp = timestamp;
            maxTimestampOffset = firstOffset;
        }
        endOffset = lastOffset + 1;
        timestampsKnown = true;
        hintOffset = firstOffset;
        hintPosition = position;
        int length = batches.limit() - start;
        if (bytesSinceEntry + length > indexIntervalBytes) {
            index(offsets, batches, start, position, indexIntervalBytes);
        } else {
            bytesSinceEntry += length;
        }
    }

    private void index(OffsetIndex offsets, ByteBuffer batches, int start, int position, int intervalBytes) {
        for (int at = start; at < batches.limit(); at += RecordBatch.size(batches, at)) {
            indexBatch(offsets, RecordBatch.baseOffset(batches, at), position + at - start,
                    RecordBatch.size(batches, at), intervalBytes);
        }
    }

    private void indexBatch(OffsetIndex offsets, long offset, int position, int size, int intervalBytes) {
        if (bytesSinceEntry > intervalBytes) {
            offsets.add((int) (offset - baseOffset()), position);
            timeIndex.add(maxTimestamp, (int) (maxTimestampOffset - baseOffset()));
            bytesSinceEntry = 0;
        }
        bytesSinceEntry += size;
    }

    /** Closes the segment for good. */
    void seal() {
        OffsetIndex offsets = offsetIndex();
        if (maxTimestamp() != NO_TIMESTAMP) {
            timeIndex.add(maxTimestamp, (int) (maxTimestampOffset - baseOffset()));
        }
        stored.seal(offsets.toBytes(), timeIndex.toBytes());
        offsetIndex = null;
        timeIndex = null;
    }

    /** Keeps the indexes of an open segment for the next start; nothing to do if they were never needed. */
    void saveIndexes() {
        if (offsetIndex != null && offsetIndex.sizeBytes() > 0) {
            stored.saveIndexes(offsetIndex.toBytes(), timeIndex.toBytes());
        }
    }

    /** Cuts an open segment at a batch boundary. */
    void truncate(int position, RecoveryPoint remaining) {
        stored.truncate(position);
        offsetIndex = null;
        timeIndex = null;
        hintOffset = baseOffset();
        hintPosition = 0;
        resume(remaining);
    }

    /**
     * Position of the first batch that ends above {@code offset}, -1 if there is none. Its size is then
     * {@link #foundSize()}.
     */
    int find(long offset) {
        int from = floorPosition(offset);
        BatchWalk walk = new BatchWalk(stored, from, size());
        while (walk.next()) {
            if (walk.lastOffset() >= offset) {
                hintOffset = walk.baseOffset();
                hintPosition = (int) walk.position();
                foundSize = walk.size();
                foundOffset = walk.baseOffset();
                return hintPosition;
            }
        }
        checkWalked(walk);
        return -1;
    }

    /**
     * Copies bytes from the batch that ends above {@code offset} on; 0 if there is none, minus its size if it does
     * not fit.
     *
     * <p>A reader that goes on where it stopped is served with a single read: the end of what it got is the hint.
     */
    int readInto(long offset, ByteBuffer target) {
        int room = target.remaining();
        boolean known = hintOffset == offset && hintPosition < size() && room >= RecordBatch.HEADER_BYTES;
        int position = known ? hintPosition : find(offset);
        if (position < 0) {
            return 0;
        }
        if (!known && foundSize > room) {
            return -foundSize;
        }
        int start = target.position();
        int count = stored.read(StoredSegment.Part.DATA, target, position);
        int firstSize = RecordBatch.size(target, start);
        boolean whole = firstSize >= RecordBatch.HEADER_BYTES && firstSize <= count;
        if (!whole || RecordBatch.lastOffset(target, start) < offset) {
            target.position(start);
            return find(offset) < 0 ? 0 : -foundSize;
        }
        remember(target, start, count, position);
        return count;
    }

    /** Keeps the place behind the last whole batch that was read. */
    private void remember(ByteBuffer bytes, int start, int count, int position) {
        int at = start;
        int end = start + count;
        while (end - at >= RecordBatch.HEADER_BYTES) {
            int batch = RecordBatch.size(bytes, at);
            if (batch < RecordBatch.HEADER_BYTES || batch > end - at) {
                break;
            }
            hintOffset = RecordBatch.endOffset(bytes, at);
            at += batch;
        }
        hintPosition = position + at - start;
    }

    /** Bytes of the batch that {@link #find} found. */
    int foundSize() {
        return foundSize;
    }

    /** Base offset of the batch that {@link #find} found. */
    long foundOffset() {
        return foundOffset;
    }

    private int floorPosition(long offset) {
        if (offset <= baseOffset()) {
            return 0;
        }
        int relative = (int) Math.min(offset - baseOffset(), Integer.MAX_VALUE);
        boolean hintBelow = hintOffset <= offset;
        if (hintBelow && hintOffset == offset) {
            return hintPosition;
        }
        int relativeEnd = (int) Math.min(endOffset - baseOffset(), Integer.MAX_VALUE);
        int indexed = stored.sealed() ? OffsetIndex.floorPosition(stored, relative, relativeEnd)
                : offsetIndex().floorPosition(relative);
        return hintBelow ? Math.max(indexed, hintPosition) : indexed;
    }

    /**
     * The first batch with a timestamp at or after the given one and records at or above {@code offsetMin}, or null.
     */
    TimestampOffset findTimestamp(long timestamp, long offsetMin) {
        offsetIndexIfOpen();
        int relative = stored.sealed() ? TimeIndex.startFor(stored, timestamp) : timeIndex.startFor(timestamp);
        BatchWalk walk = new BatchWalk(stored, floorPosition(Math.max(baseOffset() + relative, offsetMin)), size());
        while (walk.next()) {
            if (walk.maxTimestamp() >= timestamp && walk.lastOffset() >= offsetMin) {
                return new TimestampOffset(walk.maxTimestamp(), Math.max(walk.baseOffset(), offsetMin));
            }
        }
        checkWalked(walk);
        return null;
    }

    private void checkWalked(BatchWalk walk) {
        if (!walk.atEnd()) {
            throw new CorruptLog(log, baseOffset(), walk.position(), "no record batch starts here");
        }
    }

    private void offsetIndexIfOpen() {
        if (!stored.sealed()) {
            offsetIndex();
        }
    }

    private OffsetIndex offsetIndex() {
        if (offsetIndex == null) {
            loadIndexes();
        }
        return offsetIndex;
    }

    /** Reads what was saved and walks over what came later. What was saved is only a hint: it may be old or missing. */
    private void loadIndexes() {
        OffsetIndex offsets = OffsetIndex.load(stored, size());
        TimeIndex times = TimeIndex.load(stored, endOffset - baseOffset());
        int last = offsets.lastPosition();
        BatchWalk walk = new BatchWalk(stored, Math.max(last, 0), size());
        long knownMax = maxTimestamp;
        long knownMaxOffset = maxTimestampOffset;
        bytesSinceEntry = 0;
        maxTimestamp = NO_TIMESTAMP;
        timeIndex = times;
        while (walk.next()) {
            if (walk.maxTimestamp() > maxTimestamp) {
                maxTimestamp = walk.maxTimestamp();
                maxTimestampOffset = walk.baseOffset();
            }
            if (walk.position() == last) {
                bytesSinceEntry = walk.size();
            } else {
                indexBatch(offsets, walk.baseOffset(), (int) walk.position(), walk.size(), REBUILD_INTERVAL_BYTES);
            }
        }
        checkWalked(walk);
        maxTimestamp = knownMax;
        maxTimestampOffset = knownMaxOffset;
        offsetIndex = offsets;
    }

    private void loadTimestamps() {
        if (timestampsKnown) {
            return;
        }
        StoredEntries entries = new StoredEntries(stored, StoredSegment.Part.TIME_INDEX, TimeIndex.ENTRY_BYTES);
        int last = entries.count() - 1; // the last entry has the largest timestamp
        if (last >= 0) {
            maxTimestamp = entries.key(last);
            maxTimestampOffset = baseOffset() + entries.valueBehindKey(last);
        }
        timestampsKnown = true;
    }
}
