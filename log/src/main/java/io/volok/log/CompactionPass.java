package io.volok.log;

import io.volok.codec.bytes.ByteWriter;
import io.volok.codec.record.Compressor;
import io.volok.codec.record.Decompressor;
import io.volok.codec.record.RecordBatch;
import io.volok.codec.record.RecordCursor;
import io.volok.codec.record.RecordView;
import io.volok.log.store.StoredSegment;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * The part of a compaction that reads and writes files, on the background thread: collects the last offset of each
 * key of the uncleaned part, then writes all segments anew without what is outdated. The log itself is not touched.
 */
final class CompactionPass {

    private static final int FLUSH_BYTES = 1 << 20;

    private final CompactionTask task;
    private final Codecs codecs;
    private final KeyOffsets keys;
    private final BooleanSupplier cancelled;
    private final List<Replacement> replacements = new ArrayList<>();
    private TransactionTrack track;
    private long mappedEndOffset;

    /**
     * A prepared segment and those that it replaces.
     *
     * @param first  the first of them
     * @param count  how many
     * @param stored the segment that takes their place
     */
    record Replacement(Segment first, int count, StoredSegment stored) {
    }

    /** Opens compressed batches, and compresses what is left of them. */
    record Codecs(Decompressor decompressor, Compressor compressor) {
    }

    /** Thrown within a pass that nobody wants any more. */
    static final class Cancelled extends RuntimeException {
        Cancelled() {
            super("the log was closed or changed", null, false, false);
        }
    }

    CompactionPass(CompactionTask task, Codecs codecs, long keyMapBytes, BooleanSupplier cancelled) {
        this.task = task;
        this.codecs = codecs;
        this.keys = new KeyOffsets(keyMapBytes);
        this.cancelled = cancelled;
    }

    /** Does the work; if it fails nothing is left behind. */
    void run() {
        boolean done = false;
        try {
            collectKeys();
            int from = 0;
            while (from < task.segments().size() && task.segments().get(from).baseOffset() < mappedEndOffset) {
                int count = groupFrom(from);
                rewrite(from, count);
                from += count;
            }
            done = true;
        } finally {
            if (!done) {
                discard();
            }
        }
    }

    List<Replacement> replacements() {
        return replacements;
    }

    /** Below this offset all keys were taken into account. */
    long mappedEndOffset() {
        return mappedEndOffset;
    }

    void discard() {
        replacements.forEach(replacement -> task.store().discard(replacement.stored()));
        replacements.clear();
    }

    private void collectKeys() {
        TransactionTrack transactions = trackFrom(task.cleanedEndOffset());
        RecordCursor cursor = new RecordCursor(codecs.decompressor());
        RecordView record = new RecordView();
        BatchReader reader = new BatchReader(task.store().id());
        mappedEndOffset = task.cleanedEndOffset();
        for (Segment segment : task.segments()) {
            if (segment.endOffset() <= task.cleanedEndOffset()) {
                continue;
            }
            reader.open(segment.stored());
            while (reader.next()) {
                checkWanted();
                ByteBuffer bytes = reader.bytes();
                int at = reader.at();
                if (RecordBatch.lastOffset(bytes, at) < task.cleanedEndOffset()) {
                    continue;
                }
                if (RecordBatch.count(bytes, at) > keys.room()) {
                    checkProgress();
                    return;
                }
                collectKeys(transactions, cursor.open(bytes, at, at + reader.size()), record, bytes, at);
                mappedEndOffset = RecordBatch.endOffset(bytes, at);
            }
            mappedEndOffset = segment.endOffset();
        }
    }

    private void collectKeys(TransactionTrack transactions, RecordCursor cursor, RecordView record, ByteBuffer bytes,
            int at) {
        if (RecordBatch.isControl(bytes, at)) {
            if (cursor.next(record)) {
                transactions.hasLostItsData(bytes, at, record.array(), record.keyStart(), record.keyLength());
            }
        } else if (!transactions.isAborted(bytes, at)) {
            while (cursor.next(record)) {
                if (record.keyLength() >= 0) {
                    keys.put(record.array(), record.keyStart(), record.keyLength(), record.offset());
                }
            }
        }
    }

    private void checkProgress() {
        if (mappedEndOffset == task.cleanedEndOffset()) {
            throw new IllegalStateException(task.store().id() + ": the key map is too small for one batch");
        }
    }

    /** How many neighbours from a segment on fit into one. */
    private int groupFrom(int from) {
        long bytes = 0;
        int count = 0;
        while (from + count < task.segments().size()) {
            Segment segment = task.segments().get(from + count);
            bytes += segment.size();
            long span = segment.endOffset() - task.segments().get(from).baseOffset();
            boolean fits = bytes <= task.segmentBytes() && span <= Integer.MAX_VALUE;
            if (count > 0 && (!fits || segment.baseOffset() >= mappedEndOffset)) {
                break;
            }
            count++;
        }
        return count;
    }

    private void rewrite(int from, int count) {
        Segment first = task.segments().get(from);
        long end = task.segments().get(from + count - 1).endOffset();
        StoredSegment stored = task.store().prepare(first.baseOffset());
        replacements.add(new Replacement(first, count, stored));
        Segment target = new Segment(task.store().id(), stored, first.baseOffset());
        ByteWriter out = new ByteWriter(FLUSH_BYTES);
        TransactionTrack transactions = transactionsFor(from);
        BatchFilter filter = new BatchFilter(keys, transactions, task, codecs, out);
        BatchReader reader = new BatchReader(task.store().id());
        for (int i = from; i < from + count; i++) {
            reader.open(task.segments().get(i).stored());
            while (reader.next()) {
                checkWanted();
                filter.filter(reader.bytes(), reader.at(), reader.size());
                if (out.size() >= FLUSH_BYTES) {
                    flush(out, target);
                }
            }
        }
        flush(out, target);
        target.seal();
        if (target.endOffset() > end) {
            throw new IllegalStateException(task.store().id() + ": compaction made offsets up");
        }
    }

    /** Transactions go across segments: the track of a later group starts where the first began. */
    private TransactionTrack transactionsFor(int from) {
        if (from == 0) {
            track = trackFrom(task.segments().getFirst().baseOffset());
        }
        return track;
    }

    private TransactionTrack trackFrom(long offset) {
        return new TransactionTrack(task.view().aborted(offset, task.endOffset()));
    }

    private static void flush(ByteWriter out, Segment target) {
        if (out.size() == 0) {
            return;
        }
        ByteBuffer bytes = out.toBuffer();
        long last = 0;
        long maxTimestamp = Segment.NO_TIMESTAMP;
        for (int at = 0; at < bytes.limit(); at += RecordBatch.size(bytes, at)) {
            last = RecordBatch.lastOffset(bytes, at);
            maxTimestamp = Math.max(maxTimestamp, RecordBatch.maxTimestamp(bytes, at));
        }
        target.append(bytes, RecordBatch.baseOffset(bytes, 0), last, maxTimestamp,
                LogConfig.Segments.DEFAULT.indexIntervalBytes());
        out.reset();
    }

    private void checkWanted() {
        if (cancelled.getAsBoolean()) {
            throw new Cancelled();
        }
    }
}
