package io.volok.broker.txn;

import io.volok.broker.partition.AbortedTransaction;
import io.volok.broker.partition.Fetched;
import io.volok.broker.partition.Partition;
import io.volok.codec.record.RecordBatch;
import io.volok.codec.record.RecordCursor;
import io.volok.codec.record.RecordView;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;

/** The values that a reader of committed data gets from a small partition in one answer. */
final class CommittedValues {

    private CommittedValues() {
    }

    static Set<String> of(Partition partition) {
        Fetched.Batches fetched = (Fetched.Batches) partition.fetch(partition.startOffset(), 1 << 20, true);
        ByteBuffer bytes = ByteBuffer.allocate(fetched.records().length());
        if (bytes.capacity() > 0) {
            fetched.records().readInto(bytes);
        }
        fetched.records().release();
        Set<String> values = new TreeSet<>();
        RecordCursor cursor = new RecordCursor();
        RecordView record = new RecordView();
        cursor.open(bytes.flip());
        while (cursor.next(record)) {
            if (!record.isControl() && !isAborted(fetched, bytes, cursor.batchPosition())) {
                values.add(StandardCharsets.UTF_8.decode(record.value()).toString());
            }
        }
        return values;
    }

    private static boolean isAborted(Fetched.Batches fetched, ByteBuffer bytes, int at) {
        long offset = RecordBatch.baseOffset(bytes, at);
        long producerId = RecordBatch.producerId(bytes, at);
        for (AbortedTransaction each : fetched.aborted()) {
            if (each.producerId() == producerId && each.firstOffset() <= offset && offset <= each.lastOffset()) {
                return true;
            }
        }
        return false;
    }
}
