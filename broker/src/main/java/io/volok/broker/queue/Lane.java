package io.volok.broker.queue;

import io.volok.broker.commit.Noting;
import io.volok.broker.commit.Share;
import io.volok.broker.cursor.AckCursor;
import io.volok.broker.cursor.CursorFacts;
import io.volok.broker.message.Message;
import io.volok.broker.message.Settlement;
import io.volok.codec.bytes.ByteWriter;
import io.volok.codec.record.RecordView;
import io.volok.log.Log;
import io.volok.log.TimestampOffset;

/**
 * One priority level of a queue: a log, what of it is in memory, an ack cursor over it, and sizes. Most queues have
 * one.
 *
 * <p>Every message that is not archived is in exactly one of four states: pending (gathered, not written), ready,
 * unacked (in a consumer's hands) and held (taken out of turn: it waits for a delayed retry or for its dead letter to
 * arrive). For the cursor both of the last are acquired.
 */
final class Lane {

    /** How often a history is looked at for what has become too old. */
    private static final long TRIM_EVERY_MS = 1_000;
    private static final long SIZES_EVERY_BYTES = 16L << 20;
    private static final long SIZES_EVERY_MESSAGES = 50_000;

    private final Queue queue;
    private final int level;
    private final Log log;
    private final AckCursor cursor;
    private final LaneTail tail;
    private final LaneWriter writer;
    private final LaneReader reader;
    private final LaneReader rereader;
    private final LaneSizes sizes = new LaneSizes();
    private final HeldMessages held = new HeldMessages();
    private final LaneShare share;
    private boolean mayHoldExpiring;
    private long freshFrom;
    private int generation;
    private long nextTrimMs;

    private final CursorFacts.Companion beside = new CursorFacts.Companion() {
        @Override
        public void sizes(long end, long enqueuedBytes, long archivedBytes) {
            sizes.replayed(end, enqueuedBytes, archivedBytes);
        }

        @Override
        public void held(long offset, int kind, long timeMs, int count, int size) {
            held.replayed(offset, Holding.of(kind, timeMs, count), size);
        }

        @Override
        public void cameBack(long offset) {
            held.replayedReturn(offset);
        }

        @Override
        public void begunAnew() {
            held.clear();
        }
    };

    Lane(Queue queue, int level, Log log, MemoryBudget budget) {
        this.queue = queue;
        this.level = level;
        this.log = log;
        this.cursor = new AckCursor(log.startOffset());
        this.tail = new LaneTail(budget);
        boolean durable = queue.spec().durable();
        this.writer = new LaneWriter(log, tail, budget, durable, durable && queue.spec().type() == QueueType.CLASSIC);
        this.share = new LaneShare(this, writer, log);
        this.reader = new LaneReader(tail, log);
        this.rereader = new LaneReader(tail, log);
    }

    Queue queue() {
        return queue;
    }

    int level() {
        return level;
    }

    /** Changes when the cursor is moved, so that deliveries of before mean nothing any more. */
    int generation() {
        return generation;
    }

    LaneSizes sizes() {
        return sizes;
    }

    long readyCount() {
        return cursor.available() + writer.pendingCount();
    }

    long unackedCount() {
        return cursor.acquired() - held.size();
    }

    /** Bytes of batches that are kept in memory for consumers. */
    long memoryBytes() {
        return tail.bytes();
    }

    long heldCount() {
        return held.size();
    }

    /** What is taken out of turn. */
    HeldMessages held() {
        return held;
    }

    /** Whether {@link #head} has something. */
    boolean hasHead() {
        return cursor.available() > 0;
    }

    /** The oldest message that is kept. */
    long startOffset() {
        return log.startOffset();
    }

    /** End of what can be read, exclusive. */
    long writtenEnd() {
        return writer.end();
    }

    /** For somebody who reads at their own place. */
    LaneReader newReader() {
        return new LaneReader(tail, log);
    }

    /* ---- in ---- */

    void add(Message message, long nowMs, Settlement settlement, long token) {
        writer.add(message, nowMs, settlement, token);
        sizes.enqueued(message.bodySize());
        mayHoldExpiring |= message.expirationMs() >= 0;
    }

    int pendingBytes() {
        return writer.pendingBytes();
    }

    /** Writes what is pending, so that it can be delivered. */
    void flush() {
        if (writer.pendingCount() == 0) {
            return;
        }
        long bodies = writer.pendingBodies();
        if (writer.flush()) {
            grown();
        } else {
            sizes.enqueued(-bodies);
        }
    }

    private void grown() {
        cursor.extend(writer.end());
        writer.markBrief(cursor);
    }

    /** What is pending, for a commit that writes it. */
    Share share() {
        return share;
    }

    /** Ends the batch that is being gathered without writing it. */
    void seal() {
        writer.seal();
    }

    /** A commit has written what was pending. */
    void written(Noting noting) {
        writer.written(noting);
        grown();
    }

    /** A commit could not write what was pending. */
    void refuse() {
        sizes.enqueued(-writer.pendingBodies());
        writer.refuse();
    }

    /* ---- out ---- */

    /** The next message in turn, null when there is none; valid until the next call of any method that reads. */
    RecordView head() {
        long offset = cursor.peek();
        if (offset == AckCursor.NONE) {
            return null;
        }
        return offset < cursor.next() ? rereader.read(offset) : reader.read(offset);
    }

    /** A message that is in somebody's hands, or held. */
    RecordView reread(long offset) {
        return rereader.read(offset);
    }

    /**
     * Whether this message came in the batch of work that is being delivered, so that it cannot have expired in the
     * queue.
     */
    boolean isFresh(long offset) {
        return offset >= freshFrom;
    }

    /** The messages so far have had their chance to be delivered at once. */
    void staled() {
        freshFrom = writer.end();
    }

    /** Whether there may be messages with an expiration of their own. */
    boolean mayHoldExpiring() {
        return mayHoldExpiring;
    }

    /** Puts the head into a consumer's hands; {@code consumer} is null for a get. */
    Delivery take(RecordView head, Consumer consumer, long nowMs) {
        long offset = head.offset();
        int bodySize = bodySize(head);
        Delivery delivery = new Delivery(this, consumer, offset, bodySize, nowMs);
        if (!cursor.hasNoCounts()) {
            delivery.counts(cursor.acquiredCount(offset), cursor.deliveryCount(offset));
        }
        delivery.earlierFailures(DeathMark.failures(head));
        cursor.acquire(offset);
        sizes.unacked(bodySize);
        return delivery;
    }

    /** A delivery is done. */
    void settle(Delivery delivery) {
        cursor.acknowledge(delivery.offset);
        sizes.unacked(-delivery.bodySize);
        sizes.archived(delivery.bodySize);
    }

    /** A delivery goes back to its place. */
    void giveBack(Delivery delivery, boolean failed) {
        cursor.release(delivery.offset, failed);
        sizes.unacked(-delivery.bodySize);
    }

    /** A delivery is taken out of turn; it counts as given back. */
    void hold(Delivery delivery, Holding why) {
        held.add(delivery, why);
        sizes.unacked(-delivery.bodySize);
        sizes.held(delivery.bodySize);
    }

    /** What was held goes back to its place. */
    void unhold(Delivery delivery, boolean failed) {
        held.remove(delivery);
        sizes.held(-delivery.bodySize);
        cursor.release(delivery.offset, failed);
    }

    /** What was held is done. */
    void settleHeld(Delivery delivery) {
        held.remove(delivery);
        sizes.held(-delivery.bodySize);
        sizes.archived(delivery.bodySize);
        cursor.acknowledge(delivery.offset);
    }

    /** Drops everything that is ready or held. */
    long purge() {
        flush();
        long gone = held.size();
        held.deliveries().forEach(this::settleHeld);
        gone += cursor.archiveAvailable();
        sizes.purged();
        reader.release();
        rereader.release();
        return gone;
    }

    static int bodySize(RecordView record) {
        return Math.max(0, record.valueLength());
    }

    /* ---- housekeeping ---- */

    /** Gives memory back after a round of deliveries. */
    void tidy(boolean memoryIsShort) {
        tail.release(cursor.floor(), cursor.next());
        if (!hasHead()) {
            reader.release();
            rereader.release();
            // What is in somebody's hands may come back, and then expires as it would have.
            mayHoldExpiring &= writer.pendingCount() > 0 || cursor.acquired() > 0;
        } else if (memoryIsShort) {
            reader.release();
            rereader.release();
        }
    }

    /**
     * Deletes what nobody needs any more from the log; acknowledged messages stay for {@code retainMs} (-1: not at
     * all).
     */
    void trim(long nowMs, long retainMs) {
        if (cursor.floor() < log.firstSegmentEndOffset()) {
            return;
        }
        long to = Math.min(cursor.floor(), log.endOffset());
        if (retainMs >= 0) {
            if (nowMs < nextTrimMs) {
                return;
            }
            nextTrimMs = nowMs + TRIM_EVERY_MS;
            to = Math.min(to, log.offsetForTimestamp(nowMs - retainMs).map(TimestampOffset::offset).orElse(to));
        }
        if (to >= log.firstSegmentEndOffset()) {
            log.trimTo(to);
        }
    }

    /** Moves the cursor. */
    void seek(long offset) {
        flush();
        generation++;
        held.clear();
        reader.release();
        rereader.release();
        cursor.seek(Math.min(Math.max(offset, log.startOffset()), cursor.end()));
        sizes.recount(readableBytes(cursor.floor()), 0, cursor.end());
        freshFrom = cursor.end();
        mayHoldExpiring = true;
    }

    /** The first offset whose message was enqueued at or after a time. */
    long offsetAtTime(long timestampMs) {
        flush();
        return log.offsetForTimestamp(timestampMs).map(TimestampOffset::offset).orElse(cursor.end());
    }

    /** Cuts the lane off: deliveries mean nothing any more, whoever waits is told that all is well. */
    void delete() {
        generation++;
        held.clear();
        writer.abandon();
        tail.clear();
        log.delete();
    }

    /** Writes what is pending and lets go. */
    void close() {
        flush();
        tail.clear();
        log.close();
    }

    /* ---- facts ---- */

    /** Applies one entry, without the level in front. */
    void replay(byte[] entry, int offset, int length) {
        CursorFacts.replay(cursor, beside, entry, offset, length);
    }

    /** Ends the replay; false when the facts must be written anew with {@link #writeAll}. */
    boolean recover() {
        boolean trimmedBeyondFacts = log.startOffset() > cursor.floor();
        boolean whole = cursor.recover(log.startOffset(), log.endOffset(), held::contains);
        boolean exact = whole && !trimmedBeyondFacts && !cursor.hasEphemeral();
        if (exact && sizes.replayedEnd() >= log.startOffset() && sizes.replayedEnd() <= log.endOffset()) {
            sizes.enqueued(readableBytes(sizes.replayedEnd()));
        } else {
            sizes.recount(readableBytes(cursor.floor()), 0, log.endOffset());
        }
        held.recover(cursor::isAcquired, this::heldBefore);
        sizes.held(held.bytes());
        mayHoldExpiring = hasHead() || held.size() > 0;
        freshFrom = log.endOffset();
        return whole;
    }

    private Delivery heldBefore(long offset) {
        Delivery delivery = new Delivery(this, null, offset, held.bodySize(offset), 0);
        delivery.counts(cursor.acquiredCount(offset), cursor.deliveryCount(offset));
        delivery.settleOnce();
        return delivery;
    }

    /** Sizes of the bodies from {@code from} on that are not archived. */
    private long readableBytes(long from) {
        long bytes = 0;
        for (long offset = from; offset < writer.end(); offset++) {
            if (!cursor.isArchived(offset)) {
                bytes += bodySize(reader.read(offset));
            }
        }
        reader.release();
        return bytes;
    }

    /** Writes what has happened since the last time, with the level in front; false when that is nothing. */
    boolean writeChanges(ByteWriter out) {
        if (!CursorFacts.hasChanges(cursor) && !held.hasChanges()
                && !sizes.areStale(SIZES_EVERY_BYTES, writer.end(), SIZES_EVERY_MESSAGES)) {
            return false;
        }
        out.u8(level);
        CursorFacts.writeChanges(cursor, out);
        held.writeChanges(out);
        writeSizes(out);
        return true;
    }

    /** Writes that messages in somebody's hands are done, ahead of {@link #settle}; the offsets ascend. */
    void writeDone(ByteWriter out, long[] offsets, long bodyBytes) {
        out.u8(level);
        CursorFacts.writeArchived(out, offsets);
        CursorFacts.writeSizes(out, writer.end(), sizes.enqueued() - writer.pendingBodies(),
                sizes.archived() + bodyBytes);
    }

    /** Writes everything. */
    void writeAll(ByteWriter out) {
        out.u8(level);
        CursorFacts.writeAll(cursor, out);
        held.writeAll(out);
        writeSizes(out);
    }

    private void writeSizes(ByteWriter out) {
        long pending = writer.pendingBodies();
        CursorFacts.writeSizes(out, writer.end(), sizes.enqueued() - pending, sizes.archived());
        sizes.written(writer.end(), pending);
    }
}
