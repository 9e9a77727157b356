package io.volok.broker.queue;

import io.volok.broker.cursor.AckCursor;
import io.volok.broker.message.Message;
import io.volok.broker.message.Settlement;
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
        return pending == null ? 0 : pending.count();
    }

    /** Bytes of record data gathered and not written. */
    int pendingBytes() {
        return pending == null ? 0 : pending.size();
    }

    /** Bytes of their bodies. */
    long pendingBodies() {
        return pendingBodies;
    }

    void add(Message message, long nowMs, Settlement settlement, long token) {
        if (pending == null) {
            pending = budget.borrowBuilder().begin(end, nowMs);
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

    /** Writes what was gathered; false when the disk is full and it was refused. Call only when there is something. */
    boolean flush() {
        BatchBuilder batch = pending;
        pending = null;
        pendingBodies = 0;
        int size = batch.finish();
        long last = batch.nextOffset() - 1;
        boolean kept = durable ? append(batch, size, last) : keep(batch, last);
        if (kept) {
            end = last + 1;
            settle();
        } else {
            briefLongs = 0;
            waits.rejectBatch();
        }
        budget.returnBuilder(batch);
        return kept;
    }

    private boolean append(BatchBuilder batch, int size, long last) {
        try {
            log.append(batch.toBuffer(), end, last, batch.maxTimestamp());
        } catch (DiskFull full) {
            return false;
        }
        if (tail.hasRoom(size)) {
            tail.add(new LaneTail.Batch(end, last, batch.maxTimestamp(), batch.toByteArray(), true));
        }
        return true;
    }

    private boolean keep(BatchBuilder batch, long last) {
        byte[] bytes = batch.toByteArray();
        if (!tail.hasRoom(bytes.length)) {
            try {
                tail.spill(old -> spill(old.bytes, old.baseOffset, old.lastOffset, old.maxTimestamp));
                tail.evictNewest(bytes.length);
                if (!tail.hasRoom(bytes.length)) {
                    spill(bytes, end, last, batch.maxTimestamp());
                    return true;
                }
            } catch (DiskFull full) {
                return false;
            }
        }
        tail.add(new LaneTail.Batch(end, last, batch.maxTimestamp(), bytes, false));
        return true;
    }

    private void spill(byte[] bytes, long first, long last, long maxTimestamp) {
        // What is neither in the log nor in memory is acknowledged, and so is everything before it.
        if (log.endOffset() < first) {
            log.resetTo(first);
        }
        log.append(ByteBuffer.wrap(bytes), first, last, maxTimestamp);
    }

    private void settle() {
        if (waits.isEmpty()) {
            return;
        }
        if (!durable || log.durableEndOffset() >= end) {
            waits.acceptBatch();
        } else {
            waits.awaitBatch();
            log.whenDurable(end, waits::durable);
        }
    }

    /** Drops what is pending and tells everybody who waits that it was taken: the queue is being deleted. */
    void abandon() {
        if (pending != null) {
            budget.returnBuilder(pending);
            pending = null;
            pendingBodies = 0;
            briefLongs = 0;
        }
        waits.acceptAll();
    }
}
