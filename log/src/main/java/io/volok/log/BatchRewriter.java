package io.volok.log;

import io.volok.codec.bytes.ByteWriter;
import io.volok.codec.bytes.Varint;
import io.volok.codec.record.Compressor;
import io.volok.codec.record.RecordBatch;
import io.volok.codec.record.RecordView;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Writes what is left of a batch: same offsets, same producer, same compression, fewer records.
 *
 * <p>With a delete horizon the base timestamp is the horizon and says so in the attributes (KIP-534); the records' own
 * timestamps stay what they were.
 */
final class BatchRewriter {

    private static final long NO_HORIZON = -1;
    private static final int LENGTH_AT = 8;
    private static final int ATTRIBUTES_AT = 21;
    private static final int BASE_TIMESTAMP_AT = 27;
    private static final int MAX_TIMESTAMP_AT = 35;
    private static final int COUNT_AT = 57;

    private final ByteWriter out;
    private final Compressor compressor;
    private int start;
    private int compression;
    private long baseOffset;
    private long baseTimestamp;
    private long maxTimestamp;
    private long originalMaxTimestamp;
    private boolean appendTime;
    private int count;

    /** Writes behind what the writer has. */
    BatchRewriter(ByteWriter out, Compressor compressor) {
        this.out = out;
        this.compressor = compressor;
    }

    /** The horizon of a batch, -1 if it has none. */
    static long deleteHorizonMs(ByteBuffer bytes, int at) {
        return (RecordBatch.attributes(bytes, at) & RecordBatch.DELETE_HORIZON) == 0 ? NO_HORIZON
                : RecordBatch.baseTimestamp(bytes, at);
    }

    /**
     * Begins the remainder of a batch with its header.
     *
     * @param newHorizonMs horizon to set, or -1 to leave it as it is
     */
    void begin(ByteBuffer original, int at, long newHorizonMs) {
        start = out.size();
        out.bytes(original.slice(at, RecordBatch.HEADER_BYTES));
        compression = RecordBatch.compression(original, at);
        int attributes = RecordBatch.attributes(original, at) & ~RecordBatch.COMPRESSION_MASK;
        baseTimestamp = RecordBatch.baseTimestamp(original, at);
        if (newHorizonMs != NO_HORIZON) {
            attributes |= RecordBatch.DELETE_HORIZON;
            baseTimestamp = newHorizonMs;
        }
        out.patchU16(start + ATTRIBUTES_AT, attributes);
        baseOffset = RecordBatch.baseOffset(original, at);
        appendTime = (attributes & RecordBatch.LOG_APPEND_TIME) != 0;
        originalMaxTimestamp = RecordBatch.maxTimestamp(original, at);
        maxTimestamp = appendTime ? originalMaxTimestamp : Segment.NO_TIMESTAMP;
        count = 0;
    }

    void keep(RecordView record) {
        long timestamp = record.timestamp();
        long timestampDelta = appendTime ? 0 : timestamp - baseTimestamp;
        int offsetDelta = (int) (record.offset() - baseOffset);
        int length = 1 + Varint.size(timestampDelta)
                + Varint.size(offsetDelta) + record.bodyLength();
        out.varint(length);
        out.u8(0);
        out.varlong(timestampDelta);
        out.varint(offsetDelta);
        out.bytes(record.array(), record.bodyStart(), record.bodyLength());
        if (!appendTime) {
            maxTimestamp = Math.max(maxTimestamp, timestamp);
        }
        count++;
    }

    /** Completes the header. Without records it is an empty, plain batch that keeps the producer's sequence. */
    void finish() {
        if (count == 0) {
            maxTimestamp = originalMaxTimestamp;
            endTransaction();
        } else if (compression != 0) {
            compress();
        }
        ByteBuffer batch = out.toBuffer();
        batch.putInt(start + LENGTH_AT, out.size() - start - RecordBatch.LOG_OVERHEAD);
        batch.putLong(start + BASE_TIMESTAMP_AT, baseTimestamp);
        batch.putLong(start + MAX_TIMESTAMP_AT, maxTimestamp);
        batch.putInt(start + COUNT_AT, count);
        RecordBatch.renewCrc(batch, start);
    }

    /** Its marker may go before it: whoever finds it later shall not take it for the beginning of a transaction. */
    private void endTransaction() {
        int attributes = RecordBatch.attributes(out.toBuffer(), start);
        if ((attributes & RecordBatch.CONTROL) == 0) {
            out.patchU16(start + ATTRIBUTES_AT, attributes & ~RecordBatch.TRANSACTIONAL);
        }
    }

    private void compress() {
        int recordsAt = start + RecordBatch.HEADER_BYTES;
        ByteBuffer plain = ByteBuffer.wrap(Arrays.copyOfRange(out.array(), recordsAt, out.size()));
        out.truncate(recordsAt);
        compressor.compress(compression, plain, out);
        int attributes = RecordBatch.attributes(out.toBuffer(), start);
        out.patchU16(start + ATTRIBUTES_AT, attributes | compression);
    }
}
