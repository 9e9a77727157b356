package io.volok.server.stream;

import io.volok.codec.amqp1.StreamMessageDecoder;
import io.volok.codec.bytes.ByteWriter;
import io.volok.codec.record.RecordView;
import java.util.zip.CRC32;

/**
 * Messages of one delivery, as Osiris stores them: records with neighbouring offsets, each one entry.
 *
 * <pre>
 *   magic and version u8 | type u8 | entries u16 | records u32 | timestamp i64 | epoch u64 | first offset u64
 *   | CRC-32 of the data u32 | data length u32 | trailer length u32 | 4 bytes reserved | (length u32 | message)*
 * </pre>
 */
final class Chunk {

    private static final int MAGIC_AND_VERSION = 0x50;
    private static final int USER_DATA = 0;
    private static final int EPOCH = 1;
    private static final int ENTRIES_MAX = 4096;
    private static final int DATA_BYTES = 128 << 10;
    private static final int KEEP_BYTES = 256 << 10;

    private final ChunkFilter filter;
    private final StreamMessageDecoder decoder = new StreamMessageDecoder();
    private final ByteWriter data = new ByteWriter(1024);
    private final CRC32 crc = new CRC32();
    private int entries;
    private long firstOffset;
    private long timestamp;
    private boolean wanted;

    Chunk(ChunkFilter filter) {
        this.filter = filter;
    }

    boolean isEmpty() {
        return entries == 0;
    }

    /** How many messages there are. */
    int size() {
        return entries;
    }

    boolean isFull() {
        return entries >= ENTRIES_MAX || data.size() >= DATA_BYTES;
    }

    /** Whether the record can come next: its offset must. */
    boolean fits(RecordView record) {
        return entries == 0 || record.offset() == firstOffset + entries;
    }

    void add(RecordView record) {
        if (entries++ == 0) {
            firstOffset = record.offset();
            timestamp = record.timestamp();
        }
        wanted = wanted || filter.isEmpty() || filter.takes(decoder.filterValue(record));
        int lengthAt = data.reserve(Integer.BYTES);
        decoder.write(record, data);
        data.patchU32(lengthAt, data.size() - lengthAt - Integer.BYTES);
    }

    /** Whether there is a message among them that the subscription wants. */
    boolean isWanted() {
        return wanted;
    }

    long firstOffset() {
        return firstOffset;
    }

    void writeTo(Outbox out) {
        crc.reset();
        crc.update(data.array(), 0, data.size());
        out.u8(MAGIC_AND_VERSION).u8(USER_DATA).u16(entries).u32(entries).u64(timestamp).u64(EPOCH).u64(firstOffset)
                .u32((int) crc.getValue()).u32(data.size()).u32(0).u32(0).bytes(data);
    }

    void clear() {
        data.reset(KEEP_BYTES);
        entries = 0;
        wanted = false;
    }
}
