package io.volok.broker.partition;

import io.volok.codec.record.BatchBuilder;
import io.volok.codec.record.RecordBody;
import io.volok.codec.record.RecordCursor;
import io.volok.codec.record.RecordView;
import io.volok.log.Log;
import io.volok.log.LogSlice;
import io.volok.log.store.DiskFull;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The log of the catalog: what happened, and from time to time everything that is true, so that the rest can go. */
final class TopicJournal {

    private static final int READ_BYTES = 1 << 20;
    private static final long REWRITE_BYTES = 1 << 20;

    private final Log log;
    private final BatchBuilder builder = new BatchBuilder();
    private long rewriteAtBytes = REWRITE_BYTES;

    TopicJournal(Log log) {
        this.log = log;
    }

    /** Shows all facts in order. */
    void replay(Consumer<TopicFact> apply) {
        RecordCursor cursor = new RecordCursor();
        RecordView record = new RecordView();
        long offset = log.startOffset();
        while (offset < log.endOffset()) {
            cursor.open(read(offset));
            cursor.skipTo(offset);
            while (cursor.next(record)) {
                apply.accept(TopicFact.decode(record.array(), record.valueStart(), record.valueLength()));
                offset = record.offset() + 1;
            }
        }
    }

    private ByteBuffer read(long offset) {
        LogSlice slice = log.read(offset, READ_BYTES);
        try {
            ByteBuffer bytes = ByteBuffer.allocate(slice.length());
            slice.readInto(bytes);
            return bytes.flip();
        } finally {
            slice.release();
        }
    }

    /** Appends a fact. */
    void append(TopicFact fact, long nowMs) {
        write(List.of(fact), nowMs);
    }

    /** If the journal has grown long: writes down everything that is true now and drops what led to it. */
    void shortenWith(Supplier<List<TopicFact>> all, long nowMs) {
        if (log.sizeBytes() < rewriteAtBytes) {
            return;
        }
        long start = log.endOffset();
        log.roll();
        try {
            write(all.get(), nowMs);
        } catch (DiskFull full) {
            return; // the long journal stays good; the next change tries again
        }
        log.trimTo(start);
        rewriteAtBytes = Math.max(REWRITE_BYTES, 2 * log.sizeBytes());
    }

    /** Runs a task when everything appended so far is kept. */
    void whenDurable(Runnable task) {
        log.whenDurable(log.endOffset(), task);
    }

    void close() {
        log.close();
    }

    private void write(List<TopicFact> facts, long nowMs) {
        if (facts.isEmpty()) {
            return;
        }
        long baseOffset = log.endOffset();
        builder.begin(baseOffset, nowMs);
        for (TopicFact fact : facts) {
            builder.append(nowMs, RecordBody.of(null, fact.encode()));
        }
        builder.finish();
        log.append(builder.toBuffer(), baseOffset, baseOffset + facts.size() - 1, nowMs);
    }
}
