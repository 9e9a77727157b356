package io.volok.broker.partition;

import io.volok.codec.record.RecordBatch;
import io.volok.codec.record.RecordCursor;
import io.volok.codec.record.RecordView;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.HashSet;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads a partition as clients do: passes over control records and, if it reads committed data, over aborted ones. */
final class CommittedReader {

    private static final byte ABORT = 0;
    private static final int TYPE_AT = 3;

    private final Partition partition;
    private final boolean committed;
    private final int chunkBytes;
    private final SortedMap<Long, String> seen = new TreeMap<>();

    private CommittedReader(Partition partition, boolean committed, int chunkBytes) {
        this.partition = partition;
        this.committed = committed;
        this.chunkBytes = chunkBytes;
    }

    /** Everything from the start on, as {@code key=value} by offset. */
    static SortedMap<Long, String> read(Partition partition, boolean committed, int chunkBytes) {
        CommittedReader reader = new CommittedReader(partition, committed, chunkBytes);
        long offset = partition.startOffset();
        for (long next = reader.chunk(offset); next > offset; next = reader.chunk(offset)) {
            offset = next;
        }
        return reader.seen;
    }

    /** Reads one answer; returns the next offset to ask for. */
    private long chunk(long offset) {
        Fetched.Batches fetched = (Fetched.Batches) partition.fetch(offset, chunkBytes, committed);
        ByteBuffer bytes = ByteBuffer.allocate(fetched.records().length());
        if (bytes.capacity() > 0) {
            fetched.records().readInto(bytes);
        }
        fetched.records().release();
        bytes.flip();
        PriorityQueue<AbortedTransaction> waiting =
                new PriorityQueue<>(Comparator.comparingLong(AbortedTransaction::firstOffset));
        waiting.addAll(fetched.aborted());
        Set<Long> aborting = new HashSet<>();
        long next = offset;
        for (int at = 0; RecordBatch.isWhole(bytes, at, bytes.limit()); at += RecordBatch.size(bytes, at)) {
            RecordBatch.check(bytes, at, bytes.limit());
            while (!waiting.isEmpty() && waiting.peek().firstOffset() <= RecordBatch.lastOffset(bytes, at)) {
                aborting.add(waiting.poll().producerId());
            }
            batch(bytes, at, offset, aborting);
            next = Math.max(next, RecordBatch.endOffset(bytes, at));
        }
        return next;
    }

    private void batch(ByteBuffer bytes, int at, long from, Set<Long> aborting) {
        RecordCursor cursor = new RecordCursor();
        RecordView record = new RecordView();
        cursor.open(bytes, at, at + RecordBatch.size(bytes, at));
        long producerId = RecordBatch.producerId(bytes, at);
        if (RecordBatch.isControl(bytes, at)) {
            if (cursor.next(record) && record.array()[record.keyStart() + TYPE_AT] == ABORT) {
                aborting.remove(producerId);
            }
        } else if (!RecordBatch.isTransactional(bytes, at) || !aborting.contains(producerId)) {
            while (cursor.next(record)) {
                if (record.offset() >= from) {
                    seen.put(record.offset(), StandardCharsets.UTF_8.decode(record.key()) + "="
                            + (record.valueLength() < 0 ? "-" : StandardCharsets.UTF_8.decode(record.value())));
                }
            }
        }
    }
}
