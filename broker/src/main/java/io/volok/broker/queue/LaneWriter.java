package io.volok.broker.queue;

import io.volok.broker.commit.Noting;
import io.volok.broker.cursor.AckCursor;
import io.volok.broker.message.Message;
import io.volok.broker.message.Settlement;
import io.volok.codec.bytes.ByteWriter;
import io.volok.codec.record.BatchBuilder;
import io.volok.log.Log;
import io.volok.log.store.DiskFull;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Gathers the messages that come during one batch of work, writes them with one append, and tells their publishers.
 *
 * <p>A durable lane writes to its log and keeps a copy in memory while there is room. A lane that is not durable keeps
 * its batches in memory only, until the budget is used up: then everything in memory goes to the log, in order.
 *
 * <p>What belongs to a commit may have to wait until all of it is there, however long it gets: it is cut into batches
 * ({@link #seal}) that are written together.
 */
final class LaneWriter {

    private final Log log;
    private final LaneTail tail;
    private final MemoryBudget budget;
    private final boolean durable;
    /** Whether a restart takes the messages that are not persistent, as in a durable classic queue. */
    private final boolean losesTransient;
    private final PublishWaits waits = new PublishWaits();
    private BatchBuilder pending;
    /** Finished batches that come before the pending one; null when there are none, which is nearly always. */
    private ByteWriter sealed;
    private int sealedCount;
    private long maxTimestamp = Long.MIN_VALUE;
    private long pendingBodies;
    /** Offsets of pending messages that are not persistent, as runs: from, to, from, to... */
    private long[] brief = new long[2];
    private int briefLongs;
    private long end;

    LaneWriter(Log log, LaneTail tail, MemoryBudget budget, boolean durable, boolean losesTransient) {
        this.log = log;
        this.tail = tail;
        this.budget = budget;
        this.durable = durable;
        this.losesTransient = losesTransient;
        this.end = log.endOffset();
    }

    /** End of what has been written, exclusive. */
    long end() {
        return end;
    }

    /** Messages gathered and not written. */
    int pendingCount() {
        return sealedCount + (pending == null ? 0 : pending.count());
    }

    /** Whether what was gathered makes one batch. */
    boolean isOneBatch() {
        return sealed == null;
    }

    /** Bytes of record data gathered in the last batch. */
    int pendingBytes() {
        return pending == null ? 0 : pending.size();
    }

    /** Bytes of their bodies. */
    long pendingBodies() {
        return pendingBodies;
    }

    void add(Message message, long nowMs, Settlement settlement, long token) {
        if (pending == null) {
            pending = budget.borrowBuilder().begin(end + sealedCount, nowMs);
        }
        if (losesTransient && !message.persistent()) {
            brief(pending.nextOffset());
        }
        pending.append(nowMs, message.array(), message.offset(), message.length());
        pendingBodies += message.bodySize();
        if (settlement != null) {
            waits.add(settlement, token);
        }
    }

    private void brief(long offset) {
        if (briefLongs > 0 && brief[briefLongs - 1] == offset) {
            brief[briefLongs - 1] = offset + 1;
            return;
        }
        if (briefLongs == brief.length) {
            brief = Arrays.copyOf(brief, briefLongs * 2);
        }
        brief[briefLongs++] = offset;
        brief[briefLongs++] = offset + 1;
    }

    /** Tells the cursor which of the messages written last are not persistent. */
    void markBrief(AckCursor cursor) {
        for (int i = 0; i < briefLongs; i += 2) {
            cursor.ephemeral(brief[i], brief[i + 1]);
        }
        briefLongs = 0;
    }

    /** Ends the batch that is being gathered; it is written together with what follows. */
    void seal() {
        int size = pending.finish();
        if (sealed == null) {
            sealed = new ByteWriter(2 * size);
        }
        sealed.bytes(pending.array(), 0, size);
        sealedCount += pending.count();
        maxTimestamp = Math.max(maxTimestamp, pending.maxTimestamp());
        budget.returnBuilder(pending);
        pending = null;
    }

    /** Writes what was gathered; false when the disk is full and it was refused. Call only when there is something. */
    boolean flush() {
        boolean kept = true;
        try {
            write();
        } catch (DiskFull full) {
            kept = false;
        }
        if (kept) {
            written(Noting.DONE);
        } else {
            refuse();
        }
        return kept;
    }

    /**
     * Writes what was gathered; {@link #written} or {@link #refuse} must follow at once.
     *
     * @throws DiskFull if that is not possible
     */
    void write() {
        long last = end + pendingCount() - 1;
        if (sealed != null) {
            if (pending != null) {
                seal();
            }
            log.append(sealed.toBuffer(), end, last, maxTimestamp);
            return;
        }
        pending.finish();
        if (durable) {
            log.append(pending.toBuffer(), end, last, pending.maxTimestamp());
        } else {
            keep(pending, last);
        }
    }

    /** What was written counts. */
    void written(Noting noting) {
        long last = end + pendingCount() - 1;
        if (durable && sealed == null && tail.hasRoom(pending.size())) {
            tail.add(new LaneTail.Batch(end, last, pending.maxTimestamp(), pending.toByteArray(), true));
        }
        end = last + 1;
        letGo();
        settle(noting);
    }

    /** Nothing of what was gathered is written. */
    void refuse() {
        briefLongs = 0;
        letGo();
        waits.rejectBatch();
    }

    private void letGo() {
        if (pending != null) {
            budget.returnBuilder(pending);
            pending = null;
        }
        sealed = null;
        sealedCount = 0;
        maxTimestamp = Long.MIN_VALUE;
        pendingBodies = 0;
    }

    private void keep(BatchBuilder batch, long last) {
        byte[] bytes = batch.toByteArray();
        if (!tail.hasRoom(bytes.length)) {
            tail.spill(old -> spill(old.bytes, old.baseOffset, old.lastOffset, old.maxTimestamp));
            tail.evictNewest(bytes.length);
            if (!tail.hasRoom(bytes.length)) {
                spill(bytes, end, last, batch.maxTimestamp());
                return;
            }
        }
        tail.add(new LaneTail.Batch(end, last, batch.maxTimestamp(), bytes, false));
    }

    private void spill(byte[] bytes, long first, long last, long maxTimestamp) {
        // What is neither in the log nor in memory is acknowledged, and so is everything before it.
        if (log.endOffset() < first) {
            log.resetTo(first);
        }
        log.append(ByteBuffer.wrap(bytes), first, last, maxTimestamp);
    }

    private void settle(Noting noting) {
        if (waits.isEmpty()) {
            return;
        }
        if (!durable || log.durableEndOffset() >= end) {
            waits.acceptBatch();
        } else {
            PublishWaits.Group group = waits.awaitBatch();
            log.whenDurable(end, () -> noting.then(() -> waits.durable(group)));
        }
    }

    /** Drops what is pending and tells everybody who waits that it was taken: the queue is being deleted. */
    void abandon() {
        letGo();
        briefLongs = 0;
        waits.acceptAll();
    }
}
