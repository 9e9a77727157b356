package io.volok.log;

import io.volok.log.store.FencedWriter;
import io.volok.log.store.LogFailed;
import io.volok.log.store.LogId;
import io.volok.log.store.LogStore;
import io.volok.log.store.Owner;
import io.volok.log.store.RecoveryPoint;
import io.volok.log.store.SegmentStore;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * One append-only log of record batches with dense offsets. Owned by one shard: every method is called there.
 *
 * <p>Offsets are dense: each append starts at the end; bases are inclusive and ends exclusive. A log without records
 * has no file. A failure is a {@link io.volok.log.store.LogFailed}; after any of them the state in memory is what the
 * store has.
 */
public final class Log implements AutoCloseable {

    /** A start after a crash scans at most about so much of a log. */
    private static final long RECOVERY_POINT_INTERVAL_BYTES = 64L << 20;
    /** An emptied log drops its open segment once that has this part of its full size; below, reuse is cheaper. */
    private static final int WORTH_DROPPING = 4;

    private final LogStore store;
    private final Owner owner;
    private final SegmentChain chain;
    private final LogReader reader;
    private final DurabilityGate gate;
    private final LogCompaction compaction;
    private final RecoveryReport recovery;
    private LogConfig config;
    private long startOffset;
    private long endOffset;
    private long jitterMs;
    private long bytesSincePoint;
    /** Counts cuts: an answer that is older than a cut says nothing about what was written since. */
    private volatile int cuts;
    private boolean touched;
    private boolean closed;
    private boolean trimPending;

    private Log(LogStore store, Owner owner, LogRecovery recovered, LogConfig config) {
        this.store = store;
        this.owner = owner;
        this.config = config;
        this.chain = new SegmentChain(store, recovered.segments());
        this.reader = new LogReader(chain);
        this.compaction = new LogCompaction(store, chain);
        this.recovery = recovered.report();
        this.endOffset = recovered.endOffset();
        this.gate = new DurabilityGate(store, config.flush(), endOffset);
        long firstBase = chain.count() == 0 ? endOffset : chain.get(0).baseOffset();
        this.startOffset = Math.max(store.startOffset(), firstBase);
        this.touched = recovery != RecoveryReport.CLEAN;
    }

    /**
     * Opens a log, fencing whoever wrote it before, and recovers it: what is not known to be clean is checked, a torn
     * tail is cut at the last whole batch.
     *
     * @param owner runs tasks on the calling shard ({@code shard::execute})
     * @throws io.volok.log.store.CorruptLog if bytes in the middle are damaged
     */
    public static Log open(SegmentStore store, LogId id, LogConfig config, Owner owner) {
        LogStore opened = store.open(id, owner);
        LogRecovery recovery = new LogRecovery(opened);
        recovery.run();
        Log log = new Log(opened, owner, recovery, config);
        if (log.touched) {
            opened.dropSnapshots(log.endOffset);
            log.saveRecoveryPoint();
        }
        return log;
    }

    /** The log's name. */
    public LogId id() {
        return store.id();
    }

    /** Settings in force. */
    public LogConfig config() {
        return config;
    }

    /** Puts other settings in force. */
    public void configure(LogConfig changed) {
        config = changed;
        gate.configure(changed.flush());
    }

    /** What opening found out and repaired. */
    public RecoveryReport recovery() {
        return recovery;
    }

    /**
     * Appends whole batches with one write. The bytes are used up to the limit and not needed after the call.
     *
     * @param batches      one or more batches, stamped with their offsets, position to limit
     * @param firstOffset  offset of their first record: {@link #endOffset()}
     * @param lastOffset   offset of their last record
     * @param maxTimestamp largest timestamp of their records in ms, -1 if there is none
     */
    public void append(ByteBuffer batches, long firstOffset, long lastOffset, long maxTimestamp) {
        if (firstOffset != endOffset || lastOffset < firstOffset || !batches.hasRemaining()) {
            throw new IllegalArgumentException("%s: append of %d bytes at [%d, %d], end is %d"
                    .formatted(id(), batches.remaining(), firstOffset, lastOffset, endOffset));
        }
        int bytes = batches.remaining();
        if (bytesSincePoint >= RECOVERY_POINT_INTERVAL_BYTES) {
            noteProgress();
        }
        Segment open = openSegment(bytes, firstOffset, lastOffset, maxTimestamp);
        open.append(batches, firstOffset, lastOffset, maxTimestamp, config.segments().indexIntervalBytes());
        endOffset = lastOffset + 1;
        touched = true;
        bytesSincePoint += bytes;
        gate.appended(firstOffset, endOffset);
    }

    private Segment openSegment(int bytes, long firstOffset, long lastOffset, long maxTimestamp) {
        Segment open = chain.open();
        if (open != null && open.full(config.segments(), ageMsMax() - jitterMs, bytes, lastOffset, maxTimestamp)) {
            roll();
            open = null;
        }
        if (open != null) {
            return open;
        }
        if (chain.count() == 0) {
            startOffset = firstOffset;
        }
        jitterMs = jitterMs(firstOffset);
        return chain.begin(firstOffset);
    }

    /** Spreads the rolls of logs that were begun together; the same segment always gets the same. */
    private long jitterMs(long baseOffset) {
        long limitMs = config.segments().jitterMs();
        long mixed = (id().hashCode() * 31L + baseOffset) * 0x9E3779B97F4A7C15L;
        return limitMs <= 0 ? 0 : Long.remainderUnsigned(mixed, limitMs);
    }

    private long ageMsMax() {
        long age = config.segments().ageMs() < 0 ? Long.MAX_VALUE : config.segments().ageMs();
        return config.compaction().enabled() ? Math.min(age, config.compaction().lagMsMax()) : age;
    }

    /** First offset that can be read. */
    public long startOffset() {
        return startOffset;
    }

    /** Offset that the next record gets. */
    public long endOffset() {
        return endOffset;
    }

    /** End of what is kept as the log's durability promises: {@link #endOffset()} with {@link Durability#OS}. */
    public long durableEndOffset() {
        return gate.durableEndOffset();
    }

    /**
     * Runs a task once everything below {@code end} is durable: in the call if it already is, later on the owner if
     * not.
     */
    public void whenDurable(long end, Runnable task) {
        gate.whenDurable(end, task);
    }

    /** Forces everything appended so far, whatever the settings, then runs the task on the owner. */
    public void flush(Runnable task) {
        gate.afterForce(task);
    }

    /**
     * Finds the bytes from the batch that contains {@code offset} on (or the next one, where offsets were compacted
     * away). At least one whole batch, else at most {@code maxBytes}; from one segment only. At {@link #endOffset()}:
     * {@link LogSlice#EMPTY}.
     *
     * @return a slice that the caller has to release
     */
    public LogSlice read(long offset, int maxBytes) {
        return read(offset, maxBytes, endOffset);
    }

    /**
     * The same, but nothing of a batch at or above {@code endOffsetMax} (high watermark, last stable offset).
     */
    public LogSlice read(long offset, int maxBytes, long endOffsetMax) {
        checkRange(offset);
        long end = Math.min(endOffsetMax, endOffset);
        return offset >= end || chain.count() == 0 ? LogSlice.EMPTY : reader.read(offset, maxBytes, end);
    }

    /**
     * Copies batches from the one that contains {@code offset} on into a buffer, without allocating: what fits, the
     * last batch possibly cut off.
     *
     * @return bytes copied; 0 at the end of the log; if not even the first batch fits, minus the bytes that it needs
     */
    public int readInto(long offset, ByteBuffer target) {
        checkRange(offset);
        return offset == endOffset || chain.count() == 0 ? 0 : reader.readInto(offset, target);
    }

    private void checkRange(long offset) {
        if (offset < startOffset || offset > endOffset) {
            throw new OffsetOutOfRange(id(), offset, startOffset, endOffset);
        }
    }

    /**
     * The first batch with a timestamp at or after {@code timestamp}; look into it for the record. Empty if there is
     * none.
     */
    public Optional<TimestampOffset> offsetForTimestamp(long timestamp) {
        return reader.offsetForTimestamp(timestamp, startOffset);
    }

    /** The batch with the largest timestamp in the log. Empty if there is no record. */
    public Optional<TimestampOffset> maxTimestamp() {
        return reader.maxTimestamp(startOffset);
    }

    /**
     * Moves the start forward; lower offsets are not handed out again. Whole segments below are deleted. Remembered
     * across a restart. Cheap, but not free: a queue calls it when {@link #firstSegmentEndOffset()} is reached and
     * not for each ack.
     */
    public void trimTo(long offset) {
        if (offset > endOffset) {
            throw new OffsetOutOfRange(id(), offset, startOffset, endOffset);
        }
        if (offset <= startOffset) {
            return;
        }
        if (config.durability() == Durability.OS) {
            dropBelow(offset);
        } else {
            // What was trimmed may have been summed up above: it must not go before that is on the disk.
            int cutsThen = cuts;
            trimPending = true;
            gate.afterForce(() -> {
                if (cuts == cutsThen) {
                    dropBelow(startOffset);
                }
            });
        }
        startOffset = offset;
    }

    private void dropBelow(long offset) {
        store.saveStartOffset(offset);
        trimPending = false;
        int below = 0;
        while (below < chain.count() && chain.get(below).endOffset() <= offset && droppable(chain.get(below))) {
            below++;
        }
        chain.removeFirst(below, config.fileDeleteDelayMs());
    }

    private boolean droppable(Segment segment) {
        return segment.stored().sealed() || segment.size() >= config.segments().bytes() / WORTH_DROPPING;
    }

    /**
     * Removes everything at and above an offset, which must not lie inside a batch. The next append may start there.
     */
    public void truncateTo(long offset) {
        if (offset >= endOffset) {
            return;
        }
        if (offset <= startOffset) {
            resetTo(offset);
            return;
        }
        cuts++;
        touched = true;
        store.dropSnapshots(offset);
        compaction.truncated(offset);
        // A crash in between must not believe in a point that lies above the cut.
        store.saveRecoveryPoint(Segment.startOf(chain.get(chain.indexOf(offset)).stored()), false);
        try {
            LogTruncation.cut(store, chain, offset);
            endOffset = offset;
        } catch (LogFailed failed) {
            endOffset = chain.count() == 0 ? startOffset : chain.last().endOffset();
            throw failed;
        } finally {
            gate.truncated(endOffset);
        }
        saveRecoveryPoint();
    }

    /** Drops everything and starts anew at an offset. */
    public void resetTo(long offset) {
        store.saveStartOffset(offset);
        chain.removeFrom(0, config.fileDeleteDelayMs());
        store.dropSnapshots(-1);
        compaction.truncated(offset);
        cuts++;
        startOffset = offset;
        endOffset = offset;
        touched = true;
        gate.restarted(offset);
        saveRecoveryPoint();
    }

    /**
     * End of the oldest segment: a trim below it frees no space. {@link Long#MAX_VALUE} if there is only the open
     * one.
     */
    public long firstSegmentEndOffset() {
        return chain.count() == 0 || chain.get(0) == chain.open() ? Long.MAX_VALUE : chain.get(0).endOffset();
    }

    /**
     * Removes what retention by size and time no longer wants, whole segments at a time. By time also the open one
     * goes.
     *
     * @return how many segments went
     */
    public int applyRetention(long nowMs) {
        LogConfig.Retention keep = config.retention();
        long excess = keep.bytes() < 0 ? -1 : sizeBytes() - keep.bytes();
        int expired = 0;
        while (expired < chain.count()) {
            Segment segment = chain.get(expired);
            excess -= segment.size();
            boolean tooOld = keep.ms() >= 0 && segment.maxTimestamp() != Segment.NO_TIMESTAMP
                    && nowMs - segment.maxTimestamp() > keep.ms();
            if (excess < 0 && !tooOld) {
                break;
            }
            expired++;
        }
        if (expired > 0) {
            long newStart = Math.max(startOffset, chain.get(expired - 1).endOffset());
            // Also the last segment goes: without this the end offset would be forgotten with it.
            store.saveStartOffset(newStart);
            startOffset = newStart;
            chain.removeFirst(expired, config.fileDeleteDelayMs());
        }
        return expired;
    }

    /** Does what time asks for: flush.ms. Call about once a second for a log with such a setting. */
    public void tick(long nowMs) {
        gate.tick(nowMs);
    }

    /** Seals the open segment, if it has records; the next append begins a new one. */
    public void roll() {
        Segment open = chain.open();
        if (open == null || open.size() == 0) {
            return;
        }
        chain.seal();
        RecoveryPoint next = saveRecoveryPoint();
        int cutsThen = cuts;
        Runnable forced = () -> {
            if (cuts == cutsThen) {
                store.saveRecoveryPoint(next, true);
            }
        };
        if (config.durability() == Durability.FSYNC) {
            store.sync(forced);
        } else {
            store.syncSealed(forced);
        }
    }

    /** Bytes of data in all segments. */
    public long sizeBytes() {
        return chain.sizeBytes();
    }

    /** Below this offset compaction has been at work: what was aborted there is gone. */
    public long cleanedEndOffset() {
        return compaction.cleanedEndOffset();
    }

    /** Number of segments. */
    public int segmentCount() {
        return chain.count();
    }

    /** Keeps a small piece of derived state beside the log; it reflects all records below {@code offset}. */
    public void saveSnapshot(long offset, ByteBuffer state) {
        store.saveSnapshot(offset, state);
    }

    /** The newest snapshot at or below an offset. */
    public Optional<LogStore.Snapshot> snapshot(long offsetMax) {
        return store.snapshot(offsetMax);
    }

    /** Notes how far the log is clean and lets go of it. Slices stay readable. */
    @Override
    public void close() {
        gate.close();
        closed = true;
        cuts++;
        try {
            if (trimPending) {
                store.saveStartOffset(startOffset);
            }
            if (touched) {
                noteProgress();
            }
        } catch (FencedWriter ignored) {
            // Somebody else writes this log now and knows better.
            touched = false;
        } finally {
            store.close();
        }
    }

    /** Deletes the log with everything that belongs to it. Slices stay readable. */
    public void delete() {
        gate.close();
        closed = true;
        cuts++;
        store.delete(config.fileDeleteDelayMs());
    }

    /** The state of compaction, for the cleaner. */
    LogCompaction compaction() {
        return compaction;
    }

    /** The task of a compaction pass that is due, null if none is. */
    CompactionTask compactionDue(long nowMs, CompactionView view) {
        return compaction.due(config, startOffset, nowMs, view);
    }

    /**
     * Runs a task when all that a compaction pass will look at has been forced; not if the log is cut or closed
     * before.
     */
    void beginCompaction(Runnable task) {
        compaction.running(true);
        RecoveryPoint point = currentPoint();
        int cutsThen = cuts;
        gate.afterForce(() -> {
            if (cuts == cutsThen) {
                store.saveRecoveryPoint(point, true);
                task.run();
            } else {
                compaction.running(false);
            }
        });
    }

    Owner owner() {
        return owner;
    }

    boolean isClosed() {
        return closed;
    }

    /** Read also by the background thread of a pass, which gives up when it sees a change. */
    int cuts() {
        return cuts;
    }

    /** So that a next start need not look at what there is now. Done before an append, since it must not fail one. */
    private void noteProgress() {
        Segment open = chain.open();
        if (open != null) {
            open.saveIndexes();
        }
        saveRecoveryPoint();
    }

    private RecoveryPoint saveRecoveryPoint() {
        bytesSincePoint = 0;
        RecoveryPoint point = currentPoint();
        store.saveRecoveryPoint(point, false);
        return point;
    }

    private RecoveryPoint currentPoint() {
        Segment open = chain.open();
        return open != null ? open.end() : new RecoveryPoint(endOffset, 0, endOffset, Segment.NO_TIMESTAMP,
                Segment.NO_TIMESTAMP, endOffset);
    }
}
