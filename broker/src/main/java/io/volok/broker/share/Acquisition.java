package io.volok.broker.share;

import io.volok.broker.cursor.AckCursor;
import io.volok.broker.partition.AbortedTransaction;
import io.volok.broker.partition.Fetched;
import io.volok.codec.record.RecordBatch;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Walks batches that were read and takes what is available in them.
 *
 * <p>What no consumer can get, control records, aborted transactions and offsets that compaction has taken, is marked as
 * done on the way.
 */
final class Acquisition {

    private final AckCursor cursor;
    private final List<AbortedTransaction> aborted;
    private final ByteBuffer bytes;
    private final List<Acquired.Run> runs = new ArrayList<>();
    private int count;

    /** Takes over the batches. */
    Acquisition(AckCursor cursor, Fetched.Batches batches) {
        this.cursor = cursor;
        this.aborted = batches.aborted();
        this.bytes = ByteBuffer.allocate(batches.records().length());
        try {
            batches.records().readInto(bytes);
        } finally {
            batches.records().release();
        }
        bytes.flip();
    }

    /** Acquires from {@code from} on, {@code maxRecords} at most, and cuts the bytes behind the last of them. */
    Acquired take(long from, int maxRecords) {
        int at = 0;
        int end = 0;
        long offset = from;
        while (count < maxRecords && RecordBatch.isWhole(bytes, at, bytes.limit())) {
            skip(offset, RecordBatch.baseOffset(bytes, at));
            long batchEnd = RecordBatch.endOffset(bytes, at);
            if (isForNobody(at)) {
                skip(offset, batchEnd);
            } else if (takeIn(Math.max(offset, RecordBatch.baseOffset(bytes, at)), batchEnd, maxRecords)) {
                end = at + RecordBatch.size(bytes, at);
            }
            offset = Math.max(offset, batchEnd);
            at += RecordBatch.size(bytes, at);
        }
        return new Acquired(bytes.position(0).limit(end).slice(), runs, count);
    }

    private boolean takeIn(long from, long to, int maxRecords) {
        int before = count;
        long offset = cursor.peekFrom(from);
        while (offset != AckCursor.NONE && offset < to && count < maxRecords) {
            cursor.acquire(offset);
            add(offset, cursor.acquiredCount(offset) + 1);
            count++;
            offset = cursor.peekFrom(offset + 1);
        }
        return count > before;
    }

    private void add(long offset, int deliveryCount) {
        Acquired.Run last = runs.isEmpty() ? null : runs.getLast();
        if (last != null && last.last() + 1 == offset && last.deliveryCount() == deliveryCount) {
            runs.set(runs.size() - 1, new Acquired.Run(last.first(), offset, deliveryCount));
        } else {
            runs.add(new Acquired.Run(offset, offset, deliveryCount));
        }
    }

    private void skip(long from, long to) {
        long offset = cursor.peekFrom(from);
        while (offset != AckCursor.NONE && offset < to) {
            cursor.acquire(offset);
            cursor.acknowledge(offset);
            offset = cursor.peekFrom(offset + 1);
        }
    }

    private boolean isForNobody(int at) {
        if (RecordBatch.isControl(bytes, at)) {
            return true;
        }
        if (aborted.isEmpty() || !RecordBatch.isTransactional(bytes, at)) {
            return false;
        }
        long producerId = RecordBatch.producerId(bytes, at);
        long baseOffset = RecordBatch.baseOffset(bytes, at);
        return aborted.stream().anyMatch(each -> each.producerId() == producerId
                && each.firstOffset() <= baseOffset && baseOffset <= each.lastOffset());
    }
}
