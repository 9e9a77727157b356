package io.volok.codec.record;

import io.volok.codec.bytes.MalformedBytes;
import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * Walks the records of one or more batches that lie behind each other. Reusable.
 *
 * <p>{@code cursor.open(buffer, start, end); while (cursor.next(view)) { ... }}. A last batch that is cut ends the
 * walk, as the end of a read does; use {@link RecordBatch#check} where cut or damaged batches must be noticed. CRCs are
 * not verified here.
 *
 * <p>The region must not change while it is walked. Records of heap buffers are seen in place; those of direct buffers
 * are copied to the heap, batch by batch, into an array that the cursor keeps.
 */
public final class RecordCursor {

    /** What {@link #RecordCursor(Decompressor)} lets come out of one compressed batch. */
    public static final int DEFAULT_MAX_DECOMPRESSED_BYTES = 256 << 20;
    private static final int SMALLEST_RECORD_BYTES = 7;
    /** How far a varint of 32 and of 64 bits may shift. */
    private static final int INT_BITS = 35;
    private static final int LONG_BITS = 70;

    private final Decompressor decompressor;
    private final int maxDecompressedBytes;

    private ByteBuffer buffer;
    private int nextBatch;
    private int regionEnd;
    private int batch;

    private byte[] array;
    private byte[] scratch = new byte[0];
    private int position;
    private int end;
    private int recordsLeft;
    private long minOffset;

    /** A cursor for uncompressed batches. */
    public RecordCursor() {
        this(Decompressor.NONE);
    }

    /** A cursor that opens compressed batches with {@code decompressor}. */
    public RecordCursor(Decompressor decompressor) {
        this(decompressor, DEFAULT_MAX_DECOMPRESSED_BYTES);
    }

    /** A cursor that lets at most {@code maxDecompressedBytes} come out of one batch. */
    public RecordCursor(Decompressor decompressor, int maxDecompressedBytes) {
        this.decompressor = Objects.requireNonNull(decompressor);
        this.maxDecompressedBytes = maxDecompressedBytes;
    }

    /** Starts before the first record of the batches between {@code start} and {@code endExclusive}. */
    public RecordCursor open(ByteBuffer region, int start, int endExclusive) {
        Objects.checkFromToIndex(start, endExclusive, region.limit());
        buffer = region;
        nextBatch = start;
        regionEnd = endExclusive;
        batch = -1;
        recordsLeft = 0;
        minOffset = Long.MIN_VALUE;
        return this;
    }

    /** Starts before the first record between the buffer's position and limit. */
    public RecordCursor open(ByteBuffer region) {
        return open(region, region.position(), region.limit());
    }

    /** Lets the walk pass over records with lower offsets. Forward only. */
    public void skipTo(long offset) {
        minOffset = offset;
    }

    /**
     * Moves to the next record and shows it in {@code view}.
     *
     * @return false at the end of the region
     * @throws MalformedBytes if a batch or record makes no sense
     */
    public boolean next(RecordView view) {
        while (true) {
            while (recordsLeft == 0) {
                if (!openNextBatch()) {
                    return false;
                }
            }
            if (readRecord(view)) {
                return true;
            }
        }
    }

    /** Where in the region the batch of the current record starts. */
    public int batchPosition() {
        return batch;
    }

    private boolean openNextBatch() {
        int at = nextBatch;
        if (!RecordBatch.isWhole(buffer, at, regionEnd)) {
            return false;
        }
        nextBatch = RecordBatch.checkHeader(buffer, at, regionEnd);
        batch = at;
        if (RecordBatch.lastOffset(buffer, at) < minOffset) {
            return true;
        }
        int recordsStart = at + RecordBatch.HEADER_BYTES;
        int length = nextBatch - recordsStart;
        int compression = RecordBatch.compression(buffer, at);
        if (compression != 0) {
            ByteBuffer records = decompressor.decompress(
                    compression, buffer.slice(recordsStart, length), maxDecompressedBytes);
            show(records, records.position(), records.remaining());
        } else {
            show(buffer, recordsStart, length);
        }
        recordsLeft = RecordBatch.count(buffer, at);
        if ((long) recordsLeft * SMALLEST_RECORD_BYTES > end - position) {
            throw new MalformedBytes(at, "record batch announces " + recordsLeft + " records and has no room for them");
        }
        return true;
    }

    private void show(ByteBuffer source, int start, int length) {
        if (source.hasArray()) {
            array = source.array();
            position = source.arrayOffset() + start;
        } else {
            if (scratch.length < length) {
                scratch = new byte[length];
            }
            source.get(start, scratch, 0, length);
            array = scratch;
            position = 0;
        }
        end = position + length;
    }

    /** Reads one record; false if it lies before the offset asked for. */
    private boolean readRecord(RecordView view) {
        recordsLeft--;
        long length = varlong(INT_BITS);
        if (length < SMALLEST_RECORD_BYTES - 1 || length > end - position) {
            throw new MalformedBytes(position, "record of length " + length);
        }
        int recordEnd = position + (int) length;
        position++;
        long timestampDelta = varlong(LONG_BITS);
        long offset = RecordBatch.baseOffset(buffer, batch) + varlong(INT_BITS);
        int bodyStart = position;
        position = recordEnd;
        if (bodyStart > recordEnd) {
            throw new MalformedBytes(bodyStart, "record is cut");
        }
        if (offset < minOffset) {
            return false;
        }
        int attributes = RecordBatch.attributes(buffer, batch);
        long timestamp = (attributes & RecordBatch.LOG_APPEND_TIME) != 0
                ? RecordBatch.maxTimestamp(buffer, batch)
                : RecordBatch.baseTimestamp(buffer, batch) + timestampDelta;
        view.set(array, bodyStart, recordEnd, offset, timestamp, (attributes & RecordBatch.CONTROL) != 0);
        return true;
    }

    private long varlong(int bits) {
        long zigzag = 0;
        for (int shift = 0; shift < bits; shift += 7) {
            if (position >= end) {
                throw new MalformedBytes(position, "record is cut");
            }
            byte next = array[position++];
            zigzag |= (next & 0x7FL) << shift;
            if (next >= 0) {
                long value = bits == INT_BITS ? zigzag & 0xFFFFFFFFL : zigzag;
                return (value >>> 1) ^ -(value & 1);
            }
        }
        throw new MalformedBytes(position, "varint too long");
    }
}
