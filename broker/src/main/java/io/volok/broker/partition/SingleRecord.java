package io.volok.broker.partition;

import io.volok.codec.record.Decompressor;
import io.volok.codec.record.RecordCursor;
import io.volok.codec.record.RecordView;
import java.nio.ByteBuffer;

/** Reads one record out of a partition, with bytes of its own. */
public final class SingleRecord {

    private static final int READ_BYTES = 1;
    private static final int MAX_DECOMPRESSED_BYTES = 64 << 20;

    private SingleRecord() {
    }

    /** The record at an offset; null if it is not there, or not there any more. On the partition's shard. */
    public static RecordView read(Partition source, long offset, Decompressor decompressor) {
        if (!(source.fetch(offset, READ_BYTES, false) instanceof Fetched.Batches batches)) {
            return null;
        }
        ByteBuffer bytes = ByteBuffer.allocate(batches.records().length());
        try {
            batches.records().readInto(bytes);
        } finally {
            batches.records().release();
        }
        RecordCursor cursor = new RecordCursor(decompressor, MAX_DECOMPRESSED_BYTES).open(bytes.flip());
        cursor.skipTo(offset);
        RecordView record = new RecordView();
        return cursor.next(record) && record.offset() == offset ? record : null;
    }
}
