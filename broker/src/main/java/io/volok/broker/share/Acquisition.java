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
    private final Caution caution;
    private int count;
    /** How often those were delivered that are handed out, if they are suspect; else -1. */
    private int suspects = -1;
    private int most = Integer.MAX_VALUE;
    /** Whether there is something that must not go out together with what was taken. */
    private boolean closed;

    /** Takes over the batches. */
    Acquisition(AckCursor cursor, Fetched.Batches batches, Caution caution) {
        this.caution = caution;
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

    /**
     * Acquires from {@code from} on and cuts the bytes behind the last of them.
     *
     * @param maxRecords as many at most; of whole batches, enough
     * @param wholeBatches whether all that is available in the last batch comes along
     */
    Acquired take(long from, int maxRecords, boolean wholeBatches) {
        int at = 0;
        int end = 0;
        long offset = from;
        while (count < maxRecords && !closed && RecordBatch.isWhole(bytes, at, bytes.limit())) {
            skip(offset, RecordBatch.baseOffset(bytes, at));
            long batchEnd = RecordBatch.endOffset(bytes, at);
            if (isForNobody(at)) {
                skip(offset, batchEnd);
            } else if (takeIn(Math.max(offset, RecordBatch.baseOffset(bytes, at)), batchEnd,
                    wholeBatches ? Integer.MAX_VALUE : maxRecords)) {
                end = at + RecordBatch.size(bytes, at);
            }
            offset = Math.max(offset, batchEnd);
            at += RecordBatch.size(bytes, at);
        }
        return new Acquired(bytes.position(0).limit(end).slice(), runs, count, -1);
    }

    private boolean takeIn(long from, long to, int maxRecords) {
        int before = count;
        long offset = cursor.peekFrom(from);
        while (offset != AckCursor.NONE && offset < to && count < maxRecords && admits(offset)) {
            cursor.acquire(offset);
            add(offset, cursor.acquiredCount(offset) + 1);
            count++;
            offset = cursor.peekFrom(offset + 1);
        }
        return count > before;
    }

    private boolean admits(long offset) {
        int delivered = cursor.acquiredCount(offset);
        if (count == 0 && caution.isSuspect(delivered)) {
            suspects = delivered;
            most = caution.most(cursor, offset, delivered);
        }
        closed = count >= most || (suspects < 0 ? caution.isSuspect(delivered) : delivered != suspects);
        return !closed;
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
