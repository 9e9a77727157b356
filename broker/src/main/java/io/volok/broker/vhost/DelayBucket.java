package io.volok.broker.vhost;

import io.volok.broker.catalog.LogReplay;
import io.volok.broker.commit.Noting;
import io.volok.broker.commit.Place;
import io.volok.broker.commit.Share;
import io.volok.broker.commit.Span;
import io.volok.broker.message.Settlement;
import io.volok.codec.bytes.ByteWriter;
import io.volok.codec.record.BatchBuilder;
import io.volok.codec.record.RecordBody;
import io.volok.codec.record.RecordCursor;
import io.volok.codec.record.RecordView;
import io.volok.log.Log;
import io.volok.log.store.DiskFull;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The delayed messages that are due in one span of time: a log in order of arrival, and, only for a narrow span that is
 * near, an index in order of due time.
 *
 * <pre>
 *   record timestamp: when the message is due        index entry: (due - start) 28 bits | offset 36 bits
 * </pre>
 */
final class DelayBucket implements Share {

    private static final int OFFSET_BITS = 36;
    private static final long OFFSET_MASK = (1L << OFFSET_BITS) - 1;
    private static final int BATCH_BYTES = 4 << 10;
    private static final int ROOM = 1 << 20;

    private final DelaySpan span;
    private final Log log;
    private final BatchBuilder batch = new BatchBuilder();
    private final ByteWriter out = new ByteWriter(1024);
    private final LongHeap pendingDue = new LongHeap();
    private final RecordCursor cursor = new RecordCursor();
    private List<Waiting> waiting = new ArrayList<>();
    private ByteBuffer buffer = ByteBuffer.allocate(8 << 10).limit(0);
    private long bufferedTo = -1;
    private LongHeap index;
    private long nextOffset;
    private long maxTimestamp = -1;
    private boolean batchOpen;
    private boolean dirty;

    DelayBucket(DelaySpan span, Log log) {
        this.span = span;
        this.log = log;
        this.nextOffset = log.endOffset();
    }

    private record Waiting(Settlement settlement, long token) {
    }

    DelaySpan span() {
        return span;
    }

    boolean isLoaded() {
        return index != null;
    }

    /** Messages that are kept here, released ones included as long as the bucket is there. */
    long count() {
        return isLoaded() ? index.size() : nextOffset - log.startOffset();
    }

    /** Notes that something was added; true when it was the first since the last flush. */
    boolean markDirty() {
        boolean first = !dirty;
        dirty = true;
        return first;
    }

    /** Adds a message; it is written with {@link #flush}. */
    void add(long dueMs, RecordBody body, Settlement settlement, long token) {
        if (!batchOpen) {
            batch.begin(nextOffset, dueMs);
            batchOpen = true;
        }
        batch.append(dueMs, body);
        maxTimestamp = Math.max(maxTimestamp, dueMs);
        pendingDue.add(entry(dueMs, nextOffset++));
        if (settlement != null) {
            waiting.add(new Waiting(settlement, token));
        }
        if (batch.size() >= BATCH_BYTES) {
            endBatch();
        }
    }

    /** Batches stay small, since a message is read back with the whole batch it lies in. */
    private void endBatch() {
        if (batchOpen) {
            out.bytes(batch.array(), 0, batch.finish());
            batchOpen = false;
        }
    }

    /** Writes what was added, and settles it when it is durable. */
    void flush() {
        dirty = false;
        endBatch();
        if (out.size() == 0) {
            return;
        }
        try {
            write();
        } catch (DiskFull full) {
            refuse();
            return;
        }
        keep(Noting.DONE);
    }

    /* ---- as a share of a commit ---- */

    @Override
    public Span extent() {
        return new Span(new Place(Place.Kind.DELAYED, span.name()), log.endOffset(), nextOffset);
    }

    @Override
    public boolean isOneBatch() {
        return out.size() == 0;
    }

    @Override
    public void write() {
        endBatch();
        log.append(out.toBuffer(), log.endOffset(), nextOffset - 1, maxTimestamp);
    }

    @Override
    public boolean isDurable() {
        return log.durableEndOffset() == log.endOffset();
    }

    @Override
    public void keep(Noting noting) {
        out.reset(ROOM);
        batch.trim(2 * BATCH_BYTES);
        maxTimestamp = -1;
        while (!pendingDue.isEmpty()) {
            long entry = pendingDue.poll();
            if (isLoaded()) {
                index.add(entry);
            }
        }
        settle(noting);
    }

    @Override
    public void takeBack(long baseOffset) {
        log.truncateTo(baseOffset);
    }

    /** The disk is full: what was added since the last flush is given back to whoever waits for it. */
    @Override
    public void refuse() {
        endBatch();
        out.reset(ROOM);
        nextOffset = log.endOffset();
        maxTimestamp = -1;
        while (!pendingDue.isEmpty()) {
            pendingDue.poll();
        }
        List<Waiting> refused = waiting;
        waiting = new ArrayList<>();
        refused.forEach(one -> one.settlement().rejected(one.token()));
    }

    private void settle(Noting noting) {
        if (waiting.isEmpty()) {
            return;
        }
        List<Waiting> written = waiting;
        waiting = new ArrayList<>();
        Runnable tell = () -> written.forEach(one -> one.settlement().accepted(one.token()));
        log.whenDurable(nextOffset, () -> noting.then(tell));
    }

    /** Reads when the messages are due; those due up to {@code releasedMs} have been released in an earlier run. */
    void load(long releasedMs) {
        index = new LongHeap();
        LogReplay.replay(log, log.startOffset(), record -> {
            if (record.timestamp() > releasedMs) {
                index.add(entry(record.timestamp(), record.offset()));
            }
        });
    }

    /** Gives the next messages in order of arrival, from an offset on; answers the offset to go on from. */
    long piece(long from, ByteBuffer room, Consumer<RecordView> each) {
        return LogReplay.piece(log, from, room, each);
    }

    /** Whether there is something to move that has been written. */
    boolean hasStored() {
        return log.startOffset() < log.endOffset();
    }

    /** The oldest message that has not been moved away. */
    long startOffset() {
        return log.startOffset();
    }

    /** Everything below an offset has been moved away. */
    void movedTo(long offset) {
        log.trimTo(offset);
    }

    /** Whether everything that was added has been moved away. */
    boolean isMoved() {
        return !batchOpen && log.startOffset() == nextOffset;
    }

    /** When the next message is due; {@link Long#MAX_VALUE} if there is none or the bucket is not loaded. */
    long nextDueMs() {
        return isLoaded() && !index.isEmpty() ? span.startMs() + (index.peek() >>> OFFSET_BITS) : Long.MAX_VALUE;
    }

    /** Takes the next message out of the index and shows it; valid until the next call. */
    void poll(RecordView record) {
        long offset = index.poll() & OFFSET_MASK;
        boolean ahead = bufferedTo >= 0 && offset > bufferedTo && advance(offset, record);
        if (!ahead) {
            read(offset);
            if (!advance(offset, record)) {
                throw new IllegalStateException(log.id() + " has lost the record at " + offset);
            }
        }
    }

    /** Moves on in what was read last: messages with the same delay lie in the order in which they are due. */
    private boolean advance(long offset, RecordView record) {
        cursor.skipTo(offset);
        if (cursor.next(record) && record.offset() == offset) {
            bufferedTo = offset;
            return true;
        }
        bufferedTo = -1;
        return false;
    }

    private void read(long offset) {
        buffer.clear();
        int count = log.readInto(offset, buffer);
        if (count < 0) {
            buffer = ByteBuffer.allocate(-count);
            count = log.readInto(offset, buffer);
        }
        cursor.open(buffer, 0, count);
    }

    private long entry(long dueMs, long offset) {
        return (dueMs - span.startMs()) << OFFSET_BITS | offset & OFFSET_MASK;
    }

    boolean isDrained() {
        return isLoaded() && index.isEmpty() && pendingDue.isEmpty();
    }

    void close() {
        flush();
        log.close();
    }

    void delete() {
        log.delete();
    }
}
