package io.volok.codec.record;

import io.volok.codec.bytes.ByteWriter;
import io.volok.codec.bytes.Varint;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * Writes one uncompressed batch at a time into an array that it keeps. Reusable: {@code begin, append..., finish}.
 */
public final class BatchBuilder {

    private static final int NO_PRODUCER = -1;
    private static final int RECORD_OVERHEAD_BYTES = 21;

    private final ByteWriter out;
    private final CRC32C crc = new CRC32C();
    private long baseOffset;
    private long baseTimestamp;
    private long maxTimestamp;
    private int count;

    /** A builder with room for a few small records. */
    public BatchBuilder() {
        this(1024);
    }

    /** A builder with room for {@code initialCapacity} bytes. */
    public BatchBuilder(int initialCapacity) {
        out = new ByteWriter(Math.max(initialCapacity, RecordBatch.HEADER_BYTES));
    }

    /**
     * Starts a batch, dropping the one before.
     *
     * @param newBaseOffset the offset of its first record
     * @param timestampMs about when its records were published: theirs are stored relative to it
     */
    public BatchBuilder begin(long newBaseOffset, long timestampMs) {
        baseOffset = newBaseOffset;
        baseTimestamp = timestampMs;
        maxTimestamp = Long.MIN_VALUE;
        count = 0;
        out.reset();
        out.u64(newBaseOffset);
        out.u32(0);
        out.u32(0);
        out.u8(RecordBatch.MAGIC);
        out.u32(0);
        out.u16(0);
        out.u32(0);
        out.u64(timestampMs);
        out.u64(0);
        out.u64(NO_PRODUCER);
        out.u16(NO_PRODUCER);
        out.u32(NO_PRODUCER);
        out.u32(0);
        return this;
    }

    /** Sets attribute bits other than compression. Between begin and finish. */
    public BatchBuilder attributes(int bits) {
        if ((bits & RecordBatch.COMPRESSION_MASK) != 0) {
            throw new IllegalArgumentException("this builder does not compress");
        }
        out.patchU16(RecordBatch.ATTRIBUTES_AT, bits);
        return this;
    }

    /** Sets who produced the batch. Between begin and finish. */
    public BatchBuilder producer(long producerId, int producerEpoch, int baseSequence) {
        ByteBuffer header = out.toBuffer();
        header.putLong(RecordBatch.PRODUCER_ID_AT, producerId);
        header.putShort(RecordBatch.PRODUCER_EPOCH_AT, (short) producerEpoch);
        header.putInt(RecordBatch.BASE_SEQUENCE_AT, baseSequence);
        return this;
    }

    /** Adds a record. */
    public int append(long timestampMs, RecordBody body) {
        return append(timestampMs, body.array(), body.offset(), body.length());
    }

    /**
     * Adds a record with the given body ({@link RecordBody}), which is copied.
     *
     * @return where in {@link #array()} the record's bytes start
     */
    public int append(long timestampMs, byte[] body, int offset, int length) {
        long timestampDelta = timestampMs - baseTimestamp;
        int recordLength = 1 + Varint.size(timestampDelta)
                + Varint.size(count) + length;
        out.ensureRoom(RECORD_OVERHEAD_BYTES + length);
        int start = out.size();
        out.varint(recordLength);
        out.u8(0);
        out.varlong(timestampDelta);
        out.varint(count);
        out.bytes(body, offset, length);
        maxTimestamp = Math.max(maxTimestamp, timestampMs);
        count++;
        return start;
    }

    /** The offset that the next record will have. */
    public long nextOffset() {
        return baseOffset + count;
    }

    /** How many records the batch has. */
    public int count() {
        return count;
    }

    /** The greatest timestamp so far; {@link Long#MIN_VALUE} while there is no record. */
    public long maxTimestamp() {
        return maxTimestamp;
    }

    /** Bytes of the batch so far. */
    public int size() {
        return out.size();
    }

    /** The array in which the batch lies from 0 to {@link #size()}; valid until the next append or begin. */
    public byte[] array() {
        return out.array();
    }

    /**
     * Completes the batch: lengths, counts and CRC. At least one record is needed.
     *
     * @return its size in bytes; it lies at the start of {@link #array()}
     */
    public int finish() {
        if (count == 0) {
            throw new IllegalStateException("a batch needs a record");
        }
        out.patchU32(RecordBatch.LENGTH_AT, out.size() - RecordBatch.LOG_OVERHEAD);
        out.patchU32(RecordBatch.LAST_OFFSET_DELTA_AT, count - 1);
        out.patchU32(RecordBatch.MAX_TIMESTAMP_AT, (int) (maxTimestamp >>> 32));
        out.patchU32(RecordBatch.MAX_TIMESTAMP_AT + 4, (int) maxTimestamp);
        out.patchU32(RecordBatch.COUNT_AT, count);
        crc.reset();
        crc.update(out.array(), RecordBatch.ATTRIBUTES_AT, out.size() - RecordBatch.ATTRIBUTES_AT);
        out.patchU32(RecordBatch.CRC_AT, (int) crc.getValue());
        return out.size();
    }

    /** The finished batch as a buffer over {@link #array()}. */
    public ByteBuffer toBuffer() {
        return out.toBuffer();
    }

    /** The finished batch in an array of its own. */
    public byte[] toByteArray() {
        return out.toByteArray();
    }

    /** Gives back room beyond {@code maxCapacity} bytes and drops the batch. */
    public void trim(int maxCapacity) {
        out.reset(Math.max(maxCapacity, RecordBatch.HEADER_BYTES));
        count = 0;
    }
}
