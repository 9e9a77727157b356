package io.volok.broker.vhost;

import io.volok.broker.catalog.LogReplay;
import io.volok.broker.commit.Noting;
import io.volok.broker.commit.Place;
import io.volok.broker.commit.Share;
import io.volok.broker.commit.Span;
import io.volok.broker.queue.QueueFacts;
import io.volok.broker.shard.Shard;
import io.volok.codec.bytes.ByteWriter;
import io.volok.codec.record.BatchBuilder;
import io.volok.log.Log;
import io.volok.log.store.DiskFull;
import java.nio.ByteBuffer;

/**
 * The acknowledgements of all queues of a virtual host, in one log: the entries of one batch of work are one write.
 *
 * <p>When the log has grown to several times of what a snapshot takes, every queue writes what its entries amount to,
 * and all that was before is trimmed. A crash in between does no harm: a queue's snapshot replaces its state on replay.
 *
 * <pre>
 *   record key: queue id int64 (0: delayed messages, -1: streams)      record value: the queue's entry, opaque here
 * </pre>
 */
final class CursorLog implements QueueFacts, Share {

    /** In place of a queue's id: {@link StreamTracking}. */
    static final long STREAMS = -1;

    private static final long SMALLEST_SNAPSHOT_BYTES = 16L << 20;
    private static final int GROWTH = 4;
    private static final int ROOM = 1 << 20;
    private static final long CATCH_UP_MS = 1_000;

    private final Shard shard;
    private final Log log;
    private final Runnable snapshotAll;
    private final BatchBuilder batch = new BatchBuilder();
    private final ByteWriter body = new ByteWriter(256);
    private boolean open;
    private boolean inSnapshot;
    /** A full disk has swallowed something. */
    private boolean behind;
    /** Closed or deleted: sessions that end afterwards still give back what they hold. */
    private boolean ended;
    private long limitBytes = SMALLEST_SNAPSHOT_BYTES;

    /** A cursor log; {@code snapshotAll} makes every queue append its snapshot. */
    CursorLog(Shard shard, Log log, Runnable snapshotAll) {
        this.shard = shard;
        this.log = log;
        this.snapshotAll = snapshotAll;
    }

    /** Takes the entries of one queue. */
    interface Replay {
        void entry(long queueId, byte[] array, int offset, int length);
    }

    /** Gives all entries that are kept, in order. */
    void recover(Replay replay) {
        LogReplay.replay(log, log.startOffset(), record -> {
            long queueId = ByteBuffer.wrap(record.array(), record.keyStart(), record.keyLength()).getLong();
            replay.entry(queueId, record.array(), record.valueStart(), record.valueLength());
        });
    }

    @Override
    public void append(long queueId, byte[] entry, int offset, int length) {
        if (ended) {
            return;
        }
        if (!open) {
            batch.begin(log.endOffset(), shard.nowMs());
            open = true;
            if (!inSnapshot) {
                shard.afterBatch(Shard.Phase.APPEND, this::flush);
            }
        }
        body.reset();
        body.varint(Long.BYTES);
        body.u64(queueId);
        body.varint(length);
        body.bytes(entry, offset, length);
        body.varint(0);
        batch.append(shard.nowMs(), body.array(), 0, body.size());
        if (inSnapshot && batch.size() > ROOM) {
            writeOpen();
        }
    }

    private void flush() {
        writeOpen();
        if (!ended && log.sizeBytes() > limitBytes) {
            snapshot();
        }
    }

    private void writeOpen() {
        if (!open) {
            return;
        }
        try {
            appendBatch();
        } catch (DiskFull full) {
            fallBehind();
        }
        drop();
    }

    private void appendBatch() {
        long last = batch.nextOffset() - 1;
        long first = log.endOffset();
        long timestamp = batch.maxTimestamp();
        int size = batch.finish();
        log.append(ByteBuffer.wrap(batch.array(), 0, size), first, last, timestamp);
    }

    private void drop() {
        open = false;
        batch.trim(ROOM);
    }

    /** The disk is full: what was to be noted is lost, until every queue writes all of its state. */
    private void fallBehind() {
        if (!behind && !ended) {
            behind = true;
            shard.schedule(CATCH_UP_MS, this::catchUp);
        }
    }

    private void catchUp() {
        behind = false;
        if (!ended) {
            snapshot();
        }
    }

    /** Writes what all entries amount to and trims what was before. */
    void snapshot() {
        writeOpen();
        try {
            log.roll();
        } catch (DiskFull full) {
            fallBehind();
            return;
        }
        long start = log.endOffset();
        long before = log.sizeBytes();
        inSnapshot = true;
        snapshotAll.run();
        writeOpen();
        inSnapshot = false;
        if (!behind) {
            limitBytes = Math.max(SMALLEST_SNAPSHOT_BYTES, GROWTH * (log.sizeBytes() - before));
            log.trimTo(start);
        }
    }

    /* ---- as a share of a commit: what is gathered, that of others included ---- */

    /** Whether there is something to write. */
    boolean isOpen() {
        return open;
    }

    @Override
    public Span extent() {
        return new Span(Place.CURSORS, log.endOffset(), batch.nextOffset());
    }

    @Override
    public boolean isOneBatch() {
        return true;
    }

    @Override
    public void write() {
        appendBatch();
    }

    /** Acknowledgements are never forced. */
    @Override
    public boolean isDurable() {
        return true;
    }

    @Override
    public void keep(Noting noting) {
        drop();
    }

    @Override
    public void takeBack(long baseOffset) {
        undo(baseOffset);
    }

    /** The entries of others are lost with those of the commit, as on any full disk. */
    @Override
    public void refuse() {
        drop();
        fallBehind();
    }

    /** Cuts off what a commit has left. */
    void undo(long baseOffset) {
        log.truncateTo(baseOffset);
    }

    long endOffset() {
        return log.endOffset();
    }

    void close() {
        writeOpen();
        ended = true;
        log.close();
    }

    void delete() {
        open = false;
        ended = true;
        log.delete();
    }
}
