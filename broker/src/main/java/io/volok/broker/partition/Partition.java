package io.volok.broker.partition;

import io.volok.broker.commit.Gathering;
import io.volok.broker.commit.Noting;
import io.volok.broker.message.Message;
import io.volok.broker.message.Settlement;
import io.volok.broker.shard.Shard;
import io.volok.codec.record.RecordBatch;
import io.volok.log.Cleaner;
import io.volok.log.CompactionReport;
import io.volok.log.LogSlice;
import io.volok.log.TimestampOffset;
import io.volok.log.store.DiskFull;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One partition: a log, its idempotent producers and the readers that wait for it to grow.
 *
 * <p>The handle may be passed around freely; everything but {@link #id()} and {@link #shard()} is called on the
 * partition's shard only. The log is opened when it is first needed.
 */
public final class Partition {

    /** There is one leader and it never changes. */
    public static final int LEADER_EPOCH = 0;
    /** The latest offset, in {@link #trimTo}. */
    public static final long HIGH_WATERMARK = -1;

    private static final int MAX_PENDING_BYTES = 1 << 20;

    private final PartitionId id;
    private final PartitionContext context;
    private TopicConfig config;
    private PartitionLog opened;
    private PartitionShare share;
    private PendingMessages pending;
    private List<FetchWaiter> waiters = List.of();
    private boolean wakePlanned;
    private boolean flushPlanned;
    private boolean deleted;

    Partition(PartitionId id, PartitionContext context, TopicConfig config) {
        this.id = id;
        this.context = context;
        this.config = config;
    }

    /** Which partition this is. */
    public PartitionId id() {
        return id;
    }

    /** Where the partition lives. */
    public Shard shard() {
        return context.shard();
    }

    /** Whether the log is open. If not, the first call that needs it opens it, which can take a while after a crash. */
    public boolean isOpen() {
        return opened != null;
    }

    /** Whether the topic has been deleted; nothing can be read or written any more. */
    public boolean isDeleted() {
        return deleted;
    }

    /**
     * Appends a client's batch, which lies between position and limit and is stamped in place.
     *
     * <p>It may be acknowledged once {@link #whenDurable} says so for its end offset.
     */
    public Produced produce(ByteBuffer batch) {
        flushPending();
        PartitionLog log = log();
        long nowMs = context.shard().nowMs();
        Produced.Refused refused = context.check().check(id, config, batch, nowMs);
        if (refused != null) {
            return refused;
        }
        int position = batch.position();
        ProducedBatch producer = ProducedBatch.of(batch, position);
        if (producer.producerId() >= 0) {
            Produced known = log.producers().check(producer, log.endOffset(), log.startOffset());
            if (known != null) {
                return known;
            }
        }
        return append(log, batch, producer, nowMs);
    }

    private Produced append(PartitionLog log, ByteBuffer batch, ProducedBatch producer, long nowMs) {
        int position = batch.position();
        boolean logAppendTime = config.messages().logAppendTime();
        long maxTimestamp = logAppendTime ? nowMs : context.check().maxTimestamp();
        if (logAppendTime) {
            RecordBatch.stampLogAppendTime(batch, position, nowMs);
        } else if (maxTimestamp != RecordBatch.maxTimestamp(batch, position)
                || (RecordBatch.attributes(batch, position) & RecordBatch.LOG_APPEND_TIME) != 0) {
            RecordBatch.stampCreateTime(batch, position, maxTimestamp);
        }
        long baseOffset = log.endOffset();
        RecordBatch.stamp(batch, position, baseOffset, LEADER_EPOCH);
        long lastOffset = RecordBatch.lastOffset(batch, position);
        try {
            log.append(batch, baseOffset, lastOffset, maxTimestamp);
        } catch (DiskFull full) {
            return Produced.refuse(Produced.Fault.DISK_FULL, full.getMessage());
        }
        if (producer.producerId() >= 0) {
            log.producers().appended(producer, baseOffset, lastOffset, maxTimestamp);
        }
        grown();
        return new Produced.Appended(baseOffset, lastOffset + 1, logAppendTime ? nowMs : -1, log.startOffset());
    }

    /**
     * Appends batches that the broker itself made and that are stamped with offsets from {@link #endOffset()} on.
     */
    public void appendStamped(ByteBuffer batches, long lastOffset, long maxTimestamp) {
        flushPending();
        PartitionLog log = log();
        int position = batches.position();
        int end = batches.limit();
        log.append(batches, log.endOffset(), lastOffset, maxTimestamp);
        log.replayProducers(batches, position, end);
        grown();
    }

    /** Ends a producer's transaction in this partition. Returns the end offset; see {@link #whenDurable}. */
    public long endTransaction(TransactionMarker marker) {
        flushPending();
        PartitionLog log = log();
        long nowMs = context.shard().nowMs();
        long offset = log.endOffset();
        log.append(marker.toBatch(offset, nowMs), offset, offset, nowMs);
        log.producers().ended(marker, offset, nowMs);
        grown();
        return offset + 1;
    }

    /** Takes a message; it is appended together with others at the end of this batch of work. */
    public void append(Message message, Settlement settlement, long token) {
        if (add(message, settlement, token)) {
            if (pending.bytes() >= MAX_PENDING_BYTES) {
                flushPending();
            } else {
                flushLater();
            }
        }
    }

    /** As {@link #append(Message, Settlement, long)}, for a commit: it is written together with the rest of it. */
    public void append(Message message, Settlement settlement, long token, Gathering commit) {
        if (add(message, settlement, token)) {
            if (pending.bytes() >= MAX_PENDING_BYTES) {
                pending.seal(config.messages().logAppendTime());
            }
            flushLater();
            if (share == null) {
                share = new PartitionShare(this);
            }
            commit.add(share, message.length());
        }
    }

    private boolean add(Message message, Settlement settlement, long token) {
        if (deleted || message.length() > config.messages().maxBytes()
                || config.cleaning().compact() && !hasKey(message)) {
            if (settlement != null) {
                settlement.rejected(token);
            }
            return false;
        }
        if (pending == null) {
            pending = new PendingMessages();
        }
        pending.add(message, log().endOffset(), context.shard().nowMs(), settlement, token);
        return true;
    }

    private void flushLater() {
        if (!flushPlanned) {
            flushPlanned = true;
            context.shard().afterBatch(Shard.Phase.APPEND, () -> {
                flushPlanned = false;
                flushPending();
            });
        }
    }

    private boolean hasKey(Message message) {
        return context.record().wrapBody(message.array(), message.offset(), message.length()).keyLength() >= 0;
    }

    private void flushPending() {
        if (pending == null || pending.isEmpty()) {
            return;
        }
        try {
            writePending();
        } catch (DiskFull full) {
            refusePending();
            return;
        }
        settlePending(Noting.DONE);
    }

    PendingMessages pending() {
        return pending;
    }

    /** Appends what is pending; {@link #settlePending} or {@link #refusePending} must follow at once. */
    void writePending() {
        PartitionLog log = log();
        ByteBuffer batches = pending.finish(config.messages().logAppendTime());
        long first = log.endOffset();
        log.append(batches, first, first + pending.count() - 1, pending.maxTimestamp());
    }

    void settlePending(Noting noting) {
        PartitionLog log = log();
        PendingMessages.Settling settling = pending.take();
        log.whenDurable(log.endOffset(), () -> noting.then(settling::accept));
        grown();
    }

    void refusePending() {
        pending.take().reject();
    }

    /**
     * Cuts off what lies from an offset on, where a commit has left it that was not finished; but not if there is more
     * than the commit wrote.
     */
    public void undo(long baseOffset, long endOffset) {
        if (!deleted && log().endOffset() <= endOffset) {
            log().truncateTo(baseOffset);
        }
    }

    /** Runs a task when everything below an offset is kept as durably as this topic promises; perhaps in the call. */
    public void whenDurable(long endOffset, Runnable task) {
        log().whenDurable(endOffset, task);
    }

    /** Reads at least one batch, else at most {@code maxBytes}, as far as readers may see. */
    public Fetched fetch(long offset, int maxBytes, boolean readCommitted) {
        PartitionLog log = log();
        Fetched.Bounds bounds = bounds();
        long end = readCommitted ? bounds.lastStableOffset() : bounds.highWatermark();
        if (offset < bounds.startOffset() || offset > bounds.highWatermark()) {
            return new Fetched.OutOfRange(bounds);
        }
        if (offset >= end) {
            return new Fetched.Batches(LogSlice.EMPTY, bounds, List.of());
        }
        LogSlice slice = log.read(offset, maxBytes, end);
        return new Fetched.Batches(slice, bounds, readCommitted ? log.producers().aborted(offset, end) : List.of());
    }

    /** Where the partition starts and ends for its readers. */
    public Fetched.Bounds bounds() {
        PartitionLog log = log();
        long start = log.startOffset();
        long highWatermark = log.highWatermark();
        // An open transaction may have begun below what has been deleted since.
        long firstOpen = Math.max(start, log.producers().firstOpenOffset());
        return new Fetched.Bounds(start, highWatermark, Math.min(highWatermark, firstOpen));
    }

    /** First offset that can be read. */
    public long startOffset() {
        return log().startOffset();
    }

    /** Offset that the next record gets. */
    public long endOffset() {
        flushPending();
        return log().endOffset();
    }

    /** Bytes in the log. */
    public long sizeBytes() {
        return log().sizeBytes();
    }

    /** The first record with a timestamp at or after {@code timestampMs} that readers may see, if there is one. */
    public Optional<TimestampOffset> offsetAt(long timestampMs) {
        PartitionLog log = log();
        return log.offsetAt(timestampMs).filter(found -> found.offset() < log.highWatermark());
    }

    /** The record with the greatest timestamp, if there is a record. */
    public Optional<TimestampOffset> maxTimestamp() {
        return log().maxTimestamp();
    }

    /**
     * Deletes the records below an offset ({@link #HIGH_WATERMARK} for all that readers may see).
     *
     * @return the new start offset, or empty if the offset is above the high watermark
     */
    public Optional<Long> trimTo(long offset) {
        PartitionLog log = log();
        long highWatermark = log.highWatermark();
        long target = offset == HIGH_WATERMARK ? highWatermark : offset;
        if (target < 0 || target > highWatermark) {
            return Optional.empty();
        }
        if (target > log.startOffset()) {
            log.trimTo(target);
        }
        return Optional.of(log.startOffset());
    }

    /** The producers that this partition remembers. */
    public List<ProducerView> producers() {
        return log().producers().entries().stream().map(ProducerView::of).toList();
    }

    /** Has a reader told, once, when there is more to read. */
    public void await(FetchWaiter waiter) {
        if (waiters.isEmpty()) {
            waiters = new ArrayList<>(2);
        }
        waiters.add(waiter);
    }

    /** Takes back {@link #await}. */
    public void forget(FetchWaiter waiter) {
        if (!waiters.isEmpty()) {
            waiters.remove(waiter);
        }
    }

    /** Removes what retention no longer wants and forgets producers that were silent for so long. */
    public void retain(long producerExpirationMs) {
        log().retain(context.shard().nowMs(), producerExpirationMs);
    }

    /** Begins a compaction pass if one is due; {@code done} is told how it ended. */
    public void compact(Cleaner cleaner, Consumer<CompactionReport> done) {
        log().compact(cleaner, context.shard().nowMs(), done);
    }

    /** Does what the passing of a second asks for: {@code flush.ms}. */
    public void tick() {
        if (opened != null) {
            opened.tick(context.shard().nowMs());
        }
    }

    void configure(TopicConfig changed) {
        config = changed;
        if (opened != null) {
            opened.configure(changed);
        }
    }

    void delete() {
        if (deleted) {
            return;
        }
        PartitionLog log = log();
        deleted = true;
        if (pending != null && !pending.isEmpty()) {
            pending.take().reject();
        }
        log.delete();
        wake();
    }

    void close() {
        if (!deleted) {
            flushPending();
            if (opened != null) {
                opened.close();
            }
        }
    }

    PartitionLog log() {
        if (opened == null) {
            opened = PartitionLog.open(id, context, config);
        }
        return opened;
    }

    /** Readers are told at the end of the batch of work, so that many appends wake them once. */
    private void grown() {
        if (!waiters.isEmpty() && !wakePlanned) {
            PartitionLog log = log();
            wakePlanned = true;
            log.whenDurable(log.endOffset(), () -> context.shard().afterBatch(Shard.Phase.DISPATCH, this::wake));
        }
    }

    private void wake() {
        wakePlanned = false;
        List<FetchWaiter> woken = waiters;
        waiters = List.of();
        for (FetchWaiter waiter : woken) {
            waiter.grown(this);
        }
    }
}
