package io.volok.log;

import io.volok.codec.bytes.ByteWriter;
import io.volok.codec.record.RecordBatch;
import io.volok.codec.record.RecordCursor;
import io.volok.codec.record.RecordView;
import java.nio.ByteBuffer;

/**
 * Decides what compaction leaves of each batch, in order, and writes it.
 *
 * <ul>
 * <li>A record stays if it has a key and no later one with that key is known.
 * <li>A tombstone gets a delete horizon when it is first seen and goes in a pass after that.
 * <li>Records of aborted transactions go. A marker stays while data of its transaction was there before this pass;
 * after that it gets a horizon too, and goes in a pass that finds it cleaned: by then the owner has forgotten it.
 * <li>The last batch of a producer stays as a header at least, because its sequence is in there.
 * </ul>
 */
final class BatchFilter {

    private static final long NO_HORIZON = -1;

    private final KeyOffsets keys;
    private final TransactionTrack transactions;
    private final CompactionView view;
    private final long nowMs;
    private final long cleanedEndOffset;
    private final long newHorizonMs;
    private final ByteWriter out;
    private final BatchRewriter rewriter;
    private final RecordCursor cursor;
    private final RecordCursor secondCursor;
    private final RecordView record = new RecordView();
    private long recordsKept;

    BatchFilter(KeyOffsets keys, TransactionTrack transactions, CompactionTask task,
            CompactionPass.Codecs codecs, ByteWriter out) {
        this.keys = keys;
        this.transactions = transactions;
        this.view = task.view();
        this.nowMs = task.nowMs();
        this.cleanedEndOffset = task.cleanedEndOffset();
        this.newHorizonMs = task.nowMs() + task.deleteRetentionMs();
        this.out = out;
        this.rewriter = new BatchRewriter(out, codecs.compressor());
        this.cursor = new RecordCursor(codecs.decompressor());
        this.secondCursor = new RecordCursor(codecs.decompressor());
    }

    long recordsKept() {
        return recordsKept;
    }

    /** Writes what stays of a batch; nothing if all of it goes. */
    void filter(ByteBuffer bytes, int at, int size) {
        if (RecordBatch.isControl(bytes, at)) {
            filterMarker(bytes, at, size);
        } else if (transactions.isAborted(bytes, at)) {
            keepHeaderOfProducer(bytes, at);
        } else {
            filterData(bytes, at, size);
        }
    }

    private void filterMarker(ByteBuffer bytes, int at, int size) {
        cursor.open(bytes, at, at + size);
        if (!cursor.next(record)) {
            keepHeaderOfProducer(bytes, at);
            return;
        }
        boolean lostItsData = transactions.hasLostItsData(bytes, at, record.array(), record.keyStart(),
                record.keyLength());
        long horizon = BatchRewriter.deleteHorizonMs(bytes, at);
        boolean known = RecordBatch.lastOffset(bytes, at) < cleanedEndOffset;
        if (lostItsData && known && horizon != NO_HORIZON && horizon <= nowMs) {
            keepHeaderOfProducer(bytes, at);
        } else if (lostItsData && horizon == NO_HORIZON) {
            rewriter.begin(bytes, at, newHorizonMs);
            rewriter.keep(record);
            rewriter.finish();
        } else {
            copy(bytes, at, size);
        }
    }

    private void filterData(ByteBuffer bytes, int at, int size) {
        long horizon = BatchRewriter.deleteHorizonMs(bytes, at);
        int kept = 0;
        boolean tombstones = false;
        cursor.open(bytes, at, at + size);
        while (cursor.next(record)) {
            if (stays(horizon)) {
                kept++;
                tombstones |= record.valueLength() < 0;
            }
        }
        boolean needsHorizon = tombstones && horizon == NO_HORIZON;
        if (kept == 0) {
            keepHeaderOfProducer(bytes, at);
        } else if (kept == RecordBatch.count(bytes, at) && !needsHorizon) {
            copy(bytes, at, size);
        } else {
            rewrite(bytes, at, size, horizon, needsHorizon ? newHorizonMs : NO_HORIZON);
        }
        recordsKept += kept;
    }

    private boolean stays(long horizon) {
        if (record.keyLength() < 0) {
            return false;
        }
        boolean latest = record.offset() >= keys.get(record.array(), record.keyStart(), record.keyLength());
        boolean expiredTombstone = record.valueLength() < 0 && horizon != NO_HORIZON && horizon <= nowMs;
        return latest && !expiredTombstone;
    }

    private void rewrite(ByteBuffer bytes, int at, int size, long horizon, long setHorizonMs) {
        rewriter.begin(bytes, at, setHorizonMs);
        secondCursor.open(bytes, at, at + size);
        while (secondCursor.next(record)) {
            if (stays(horizon)) {
                rewriter.keep(record);
            }
        }
        rewriter.finish();
    }

    private void copy(ByteBuffer bytes, int at, int size) {
        out.bytes(bytes.slice(at, size));
    }

    private void keepHeaderOfProducer(ByteBuffer bytes, int at) {
        long producerId = RecordBatch.producerId(bytes, at);
        if (producerId >= 0 && view.isLastOfProducer(producerId, RecordBatch.producerEpoch(bytes, at),
                RecordBatch.lastOffset(bytes, at), RecordBatch.isControl(bytes, at))) {
            rewriter.begin(bytes, at, NO_HORIZON);
            rewriter.finish();
        }
    }
}
