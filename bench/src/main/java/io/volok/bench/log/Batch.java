package io.volok.bench.log;

import io.volok.codec.record.BatchBuilder;
import io.volok.codec.record.RecordBatch;
import io.volok.codec.record.RecordBody;
import io.volok.log.Log;
import java.nio.ByteBuffer;

/** One batch that is appended again and again, stamped with the offset that is due. */
final class Batch {

    private final ByteBuffer bytes;
    private final int count;

    /** About so many bytes of records of a size. */
    Batch(int batchBytes, int recordBytes, boolean direct) {
        count = Math.max(1, batchBytes / recordBytes);
        BatchBuilder builder = new BatchBuilder().begin(0, 1);
        for (int i = 0; i < count; i++) {
            builder.append(1, RecordBody.of(null, new byte[recordBytes]));
        }
        builder.finish();
        byte[] array = builder.toByteArray();
        bytes = direct ? ByteBuffer.allocateDirect(array.length).put(array).flip() : ByteBuffer.wrap(array);
    }

    int records() {
        return count;
    }

    int size() {
        return bytes.capacity();
    }

    void appendTo(Log log, long timestamp) {
        long offset = log.endOffset();
        RecordBatch.stamp(bytes, 0, offset, 0);
        log.append(bytes.position(0), offset, offset + count - 1, timestamp);
    }
}
