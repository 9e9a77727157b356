package io.volok.log;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * The fields of a record batch header (magic 2) that a log looks at, read in place.
 *
 * <pre>
 *  0 baseOffset i64 | 8 length i32 (bytes after this field) | 12 leaderEpoch i32 | 16 magic i8 | 17 crc u32
 * 21 attributes i16 | 23 lastOffsetDelta i32 | 27 baseTimestamp i64 | 35 maxTimestamp i64 | 43 producerId i64
 * 51 producerEpoch i16 | 53 baseSequence i32 | 57 recordCount i32 | 61 records
 * </pre>
 * The CRC (CRC-32C) covers everything from the attributes to the end.
 */
final class BatchHeader {

    static final int BYTES = 61;

    private static final int LENGTH_AT = 8;
    private static final int LENGTH_FIELD_END = 12;
    private static final int MAGIC_AT = 16;
    private static final int CRC_AT = 17;
    private static final int ATTRIBUTES_AT = 21;
    private static final int LAST_OFFSET_DELTA_AT = 23;
    private static final int BASE_TIMESTAMP_AT = 27;
    private static final int MAX_TIMESTAMP_AT = 35;
    private static final byte MAGIC = 2;

    private BatchHeader() {
    }

    static long baseOffset(ByteBuffer bytes, int at) {
        return bytes.getLong(at);
    }

    static long lastOffset(ByteBuffer bytes, int at) {
        return bytes.getLong(at) + bytes.getInt(at + LAST_OFFSET_DELTA_AT);
    }

    static long baseTimestamp(ByteBuffer bytes, int at) {
        return bytes.getLong(at + BASE_TIMESTAMP_AT);
    }

    static long maxTimestamp(ByteBuffer bytes, int at) {
        return bytes.getLong(at + MAX_TIMESTAMP_AT);
    }

    /** Bytes of the whole batch; a nonsense length gives a nonsense size, see {@link #plausible}. */
    static long size(ByteBuffer bytes, int at) {
        return LENGTH_FIELD_END + (long) bytes.getInt(at + LENGTH_AT);
    }

    /** Whether the header can be one at all. Says nothing about the records. */
    static boolean plausible(ByteBuffer bytes, int at) {
        return size(bytes, at) >= BYTES && bytes.get(at + MAGIC_AT) == MAGIC && baseOffset(bytes, at) >= 0
                && bytes.getInt(at + LAST_OFFSET_DELTA_AT) >= 0;
    }

    /** Whether a whole batch is what its checksum says. */
    static boolean intact(ByteBuffer bytes, int at, int size) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.duplicate().limit(at + size).position(at + ATTRIBUTES_AT));
        return (int) crc.getValue() == bytes.getInt(at + CRC_AT);
    }
}
