package io.volok.codec.record;

import io.volok.codec.bytes.MalformedBytes;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * Accessors of one record batch that lies in a buffer at a position; the buffer's own position and limit do not matter
 * and are not changed. Buffers must be big-endian, as buffers are when created.
 *
 * <pre>
 *   0  baseOffset            int64
 *   8  batchLength           int32   bytes behind this field
 *  12  partitionLeaderEpoch  int32
 *  16  magic                 int8    2
 *  17  crc                   uint32  CRC-32C of everything from 21 on
 *  21  attributes            int16   bits 0-2 compression, 3 log append time, 4 transactional, 5 control,
 *                                    6 delete horizon
 *  23  lastOffsetDelta       int32
 *  27  baseTimestamp         int64   ms; with the delete horizon bit: that horizon
 *  35  maxTimestamp          int64   ms
 *  43  producerId            int64   -1: none
 *  51  producerEpoch         int16   -1: none
 *  53  baseSequence          int32   -1: none
 *  57  recordsCount          int32
 *  61  records               compressed as a whole if bits 0-2 say so
 * </pre>
 */
public final class RecordBatch {

    /** Bytes before {@code batchLength} counts. */
    public static final int LOG_OVERHEAD = 12;
    /** Bytes of a batch without records. */
    public static final int HEADER_BYTES = 61;
    /** The only record format there is here. */
    public static final byte MAGIC = 2;

    /** Attribute bits 0 to 2: how the records are compressed; 0 is not at all. */
    public static final int COMPRESSION_MASK = 0x07;
    /** Attribute bit: timestamps are the time of append, found in {@code maxTimestamp}. */
    public static final int LOG_APPEND_TIME = 0x08;
    /** Attribute bit: part of a transaction. */
    public static final int TRANSACTIONAL = 0x10;
    /** Attribute bit: holds a transaction marker and no data. */
    public static final int CONTROL = 0x20;
    /** Attribute bit: {@code baseTimestamp} is the time from which tombstones may go. */
    public static final int DELETE_HORIZON = 0x40;

    static final int LENGTH_AT = 8;
    static final int LEADER_EPOCH_AT = 12;
    static final int MAGIC_AT = 16;
    static final int CRC_AT = 17;
    static final int ATTRIBUTES_AT = 21;
    static final int LAST_OFFSET_DELTA_AT = 23;
    static final int BASE_TIMESTAMP_AT = 27;
    static final int MAX_TIMESTAMP_AT = 35;
    static final int PRODUCER_ID_AT = 43;
    static final int PRODUCER_EPOCH_AT = 51;
    static final int BASE_SEQUENCE_AT = 53;
    static final int COUNT_AT = 57;

    private RecordBatch() {
    }

    /**
     * Whether a whole batch lies between {@code position} and {@code end}. Says nothing about its content.
     *
     * @throws MalformedBytes if the length that is announced cannot be a batch's
     */
    public static boolean isWhole(ByteBuffer buffer, int position, int end) {
        if (end - position < LOG_OVERHEAD) {
            return false;
        }
        int length = buffer.getInt(position + LENGTH_AT);
        if (length < HEADER_BYTES - LOG_OVERHEAD) {
            throw new MalformedBytes(position, "record batch of length " + length);
        }
        return length <= end - position - LOG_OVERHEAD;
    }

    /** Bytes of the whole batch. Trustworthy once {@link #isWhole} or {@link #check} said so. */
    public static int size(ByteBuffer buffer, int position) {
        return LOG_OVERHEAD + buffer.getInt(position + LENGTH_AT);
    }

    /**
     * Verifies that a whole and sound batch lies at {@code position}: length, magic, count and CRC.
     *
     * @param end where the bytes end, exclusive
     * @return the position behind the batch
     * @throws MalformedBytes if it is cut or damaged
     */
    public static int check(ByteBuffer buffer, int position, int end) {
        int next = checkHeader(buffer, position, end);
        int crc = computeCrc(buffer, position);
        if (crc != buffer.getInt(position + CRC_AT)) {
            throw new MalformedBytes(position, "record batch with a wrong CRC");
        }
        return next;
    }

    /** As {@link #check} but trusts the CRC: for bytes that this process has written or checked. */
    static int checkHeader(ByteBuffer buffer, int position, int end) {
        if (!isWhole(buffer, position, end)) {
            throw new MalformedBytes(position, "record batch is cut");
        }
        byte magic = buffer.get(position + MAGIC_AT);
        if (magic != MAGIC) {
            throw new MalformedBytes(position, "record batch of magic " + magic);
        }
        int count = count(buffer, position);
        int delta = buffer.getInt(position + LAST_OFFSET_DELTA_AT);
        if (count < 0 || delta < 0) {
            throw new MalformedBytes(position, "record batch of " + count + " records, last offset delta " + delta);
        }
        return position + size(buffer, position);
    }

    /** The offset of the first record; it stays even if compaction took that record away. */
    public static long baseOffset(ByteBuffer buffer, int position) {
        return buffer.getLong(position);
    }

    /** The offset of the last record, inclusive. */
    public static long lastOffset(ByteBuffer buffer, int position) {
        return baseOffset(buffer, position) + buffer.getInt(position + LAST_OFFSET_DELTA_AT);
    }

    /** The offset behind the last record. */
    public static long endOffset(ByteBuffer buffer, int position) {
        return lastOffset(buffer, position) + 1;
    }

    /** The epoch of the leader that appended the batch. */
    public static int leaderEpoch(ByteBuffer buffer, int position) {
        return buffer.getInt(position + LEADER_EPOCH_AT);
    }

    /** The format; {@link #MAGIC} or not ours. */
    public static byte magic(ByteBuffer buffer, int position) {
        return buffer.get(position + MAGIC_AT);
    }

    /** All attribute bits. */
    public static int attributes(ByteBuffer buffer, int position) {
        return buffer.getShort(position + ATTRIBUTES_AT);
    }

    /** 0 none, 1 gzip, 2 snappy, 3 lz4, 4 zstd; 5 to 7 mean nothing yet. */
    public static int compression(ByteBuffer buffer, int position) {
        return attributes(buffer, position) & COMPRESSION_MASK;
    }

    /** Whether the batch holds a transaction marker instead of data. */
    public static boolean isControl(ByteBuffer buffer, int position) {
        return (attributes(buffer, position) & CONTROL) != 0;
    }

    /** Whether the batch belongs to a transaction. */
    public static boolean isTransactional(ByteBuffer buffer, int position) {
        return (attributes(buffer, position) & TRANSACTIONAL) != 0;
    }

    /** The timestamp that the records' deltas are relative to, in milliseconds. */
    public static long baseTimestamp(ByteBuffer buffer, int position) {
        return buffer.getLong(position + BASE_TIMESTAMP_AT);
    }

    /** The greatest timestamp of the records, in milliseconds. */
    public static long maxTimestamp(ByteBuffer buffer, int position) {
        return buffer.getLong(position + MAX_TIMESTAMP_AT);
    }

    /** The idempotent producer's id, -1 for none. */
    public static long producerId(ByteBuffer buffer, int position) {
        return buffer.getLong(position + PRODUCER_ID_AT);
    }

    /** The idempotent producer's epoch, -1 for none. */
    public static short producerEpoch(ByteBuffer buffer, int position) {
        return buffer.getShort(position + PRODUCER_EPOCH_AT);
    }

    /** The producer's sequence number of the first record, -1 for none. */
    public static int baseSequence(ByteBuffer buffer, int position) {
        return buffer.getInt(position + BASE_SEQUENCE_AT);
    }

    /** The producer's sequence number of the last record, -1 for none. Wraps to 0 behind the greatest int. */
    public static int lastSequence(ByteBuffer buffer, int position) {
        int base = baseSequence(buffer, position);
        if (base < 0) {
            return -1;
        }
        return (base + buffer.getInt(position + LAST_OFFSET_DELTA_AT)) & Integer.MAX_VALUE;
    }

    /** How many records, as announced. */
    public static int count(ByteBuffer buffer, int position) {
        return buffer.getInt(position + COUNT_AT);
    }

    /** Gives the batch its place in a log. Base offset and leader epoch are outside the CRC. */
    public static void stamp(ByteBuffer buffer, int position, long baseOffset, int leaderEpoch) {
        buffer.putLong(position, baseOffset);
        buffer.putInt(position + LEADER_EPOCH_AT, leaderEpoch);
    }

    /** Makes the time of append the timestamp of all records, and renews the CRC. */
    public static void stampLogAppendTime(ByteBuffer buffer, int position, long timestampMs) {
        int attributes = attributes(buffer, position) | LOG_APPEND_TIME;
        buffer.putShort(position + ATTRIBUTES_AT, (short) attributes);
        buffer.putLong(position + MAX_TIMESTAMP_AT, timestampMs);
        renewCrc(buffer, position);
    }

    /** Corrects a producer's idea of the greatest timestamp, and renews the CRC. */
    public static void stampMaxTimestamp(ByteBuffer buffer, int position, long timestampMs) {
        buffer.putLong(position + MAX_TIMESTAMP_AT, timestampMs);
        renewCrc(buffer, position);
    }

    /** Makes the records' own timestamps count, the greatest of which is given, and renews the CRC. */
    public static void stampCreateTime(ByteBuffer buffer, int position, long maxTimestampMs) {
        int attributes = attributes(buffer, position) & ~LOG_APPEND_TIME;
        buffer.putShort(position + ATTRIBUTES_AT, (short) attributes);
        stampMaxTimestamp(buffer, position, maxTimestampMs);
    }

    /** Computes the CRC anew, after a change behind it. */
    public static void renewCrc(ByteBuffer buffer, int position) {
        buffer.putInt(position + CRC_AT, computeCrc(buffer, position));
    }

    private static int computeCrc(ByteBuffer buffer, int position) {
        int length = size(buffer, position) - ATTRIBUTES_AT;
        CRC32C crc = new CRC32C();
        if (buffer.hasArray()) {
            crc.update(buffer.array(), buffer.arrayOffset() + position + ATTRIBUTES_AT, length);
        } else {
            crc.update(buffer.slice(position + ATTRIBUTES_AT, length));
        }
        return (int) crc.getValue();
    }
}
