package io.volok.broker.partition;

import io.volok.codec.record.RecordBatch;
import io.volok.codec.record.RecordCursor;
import io.volok.codec.record.RecordView;
import io.volok.log.Cleaner;
import io.volok.log.CompactionReport;
import io.volok.log.Log;
import io.volok.log.LogConfig;
import io.volok.log.LogSlice;
import io.volok.log.TimestampOffset;
import io.volok.log.store.LogId;
import io.volok.log.store.LogStore;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.Consumer;

/** The log of a partition together with the producers that follow from it. */
final class PartitionLog {

    static final String KIND = "topics";

    private static final int SNAPSHOT_INTERVAL_BYTES = 16 << 20;
    private static final int SCAN_BYTES = 1 << 20;

    private final PartitionContext context;
    private final Log log;
    private final ProducerStates producers;
    private long bytesSinceSnapshot;

    private PartitionLog(PartitionContext context, Log log, ProducerStates producers) {
        this.context = context;
        this.log = log;
        this.producers = producers;
    }

    static PartitionLog open(PartitionId id, PartitionContext context, TopicConfig config) {
        Log log = Log.open(context.store(), logId(id), config.logConfig(context.durability()),
                context.shard()::execute);
        PartitionLog opened = new PartitionLog(context, log, new ProducerStates(id));
        opened.recoverProducers();
        return opened;
    }

    /** The log's name: the topic's, whose leading dot no file should have, and the partition's index. */
    static LogId logId(PartitionId id) {
        String name = id.topic().startsWith(".") ? "%2E" + id.topic().substring(1) : id.topic();
        return new LogId(KIND, name + "-" + id.index());
    }

    ProducerStates producers() {
        return producers;
    }

    long startOffset() {
        return log.startOffset();
    }

    long endOffset() {
        return log.endOffset();
    }

    long highWatermark() {
        return log.durableEndOffset();
    }

    long sizeBytes() {
        return log.sizeBytes();
    }

    void append(ByteBuffer batches, long firstOffset, long lastOffset, long maxTimestamp) {
        int bytes = batches.remaining();
        log.append(batches, firstOffset, lastOffset, maxTimestamp);
        bytesSinceSnapshot += bytes;
        if (bytesSinceSnapshot >= SNAPSHOT_INTERVAL_BYTES) {
            saveProducers(firstOffset);
        }
    }

    /** Takes in the producers of batches that were just appended. */
    void replayProducers(ByteBuffer batches, int start, int end) {
        for (int at = start; at < end; at += RecordBatch.size(batches, at)) {
            producers.replay(batches, at);
        }
    }

    void whenDurable(long endOffset, Runnable task) {
        log.whenDurable(endOffset, task);
    }

    LogSlice read(long offset, int maxBytes, long end) {
        return log.read(offset, maxBytes, end);
    }

    /** Takes back what the broker itself has appended last, which no producer's state knows. */
    void truncateTo(long offset) {
        log.truncateTo(offset);
    }

    void trimTo(long offset) {
        log.trimTo(offset);
        producers.trim(offset);
        saveProducers(log.endOffset());
    }

    void configure(TopicConfig config) {
        log.configure(config.logConfig(context.durability()));
    }

    void retain(long nowMs, long producerExpirationMs) {
        LogConfig config = log.config();
        boolean trimmed = false;
        if (config.retention().ms() >= 0 || config.retention().bytes() >= 0) {
            trimmed = log.applyRetention(nowMs) > 0;
        }
        producers.trim(log.startOffset());
        producers.expire(nowMs - producerExpirationMs);
        if (trimmed) {
            saveProducers(log.endOffset());
        }
    }

    void tick(long nowMs) {
        log.tick(nowMs);
    }

    /** Begins a compaction pass if one is due. */
    void compact(Cleaner cleaner, long nowMs, Consumer<CompactionReport> done) {
        if (log.config().compaction().enabled()) {
            long stableEnd = Math.min(log.durableEndOffset(), producers.firstOpenOffset());
            cleaner.cleanIfDue(log, nowMs, new ProducersAtRest(producers, stableEnd), report -> {
                producers.cleaned(log.cleanedEndOffset());
                done.accept(report);
            });
        }
    }

    void close() {
        saveProducers(log.endOffset());
        log.close();
    }

    void delete() {
        log.delete();
    }

    Optional<TimestampOffset> offsetAt(long timestampMs) {
        return log.offsetForTimestamp(timestampMs).flatMap(found -> recordAt(found.offset(), timestampMs));
    }

    Optional<TimestampOffset> maxTimestamp() {
        return log.maxTimestamp().flatMap(found -> recordAt(found.offset(), found.timestamp()));
    }

    /** Looks from a batch on for the first record that is young enough. */
    private Optional<TimestampOffset> recordAt(long offset, long timestampMs) {
        LogSlice slice = log.read(offset, SCAN_BYTES);
        ByteBuffer batches = ByteBuffer.allocate(slice.length());
        try {
            slice.readInto(batches);
        } finally {
            slice.release();
        }
        RecordCursor cursor = context.cursor();
        RecordView record = context.record();
        cursor.open(batches.flip());
        cursor.skipTo(offset);
        while (cursor.next(record)) {
            if (record.timestamp() >= timestampMs) {
                return Optional.of(new TimestampOffset(record.timestamp(), record.offset()));
            }
        }
        return Optional.empty();
    }

    /**
     * Keeps what is known of producers. Also whenever the log's start moves: what was before it cannot be read again, and
     * an older snapshot may know a transaction as open whose end was there.
     */
    private void saveProducers(long offset) {
        bytesSinceSnapshot = 0;
        if (!producers.isEmpty()) {
            log.saveSnapshot(offset, producers.snapshot());
        }
    }

    private void recoverProducers() {
        long offset = log.startOffset();
        Optional<LogStore.Snapshot> snapshot = log.snapshot(log.endOffset());
        // What happened between an older snapshot and the start of the log nobody knows any more.
        if (snapshot.isPresent() && snapshot.get().offset() >= offset && producers.restore(snapshot.get().state())) {
            offset = snapshot.get().offset();
            producers.cleaned(log.cleanedEndOffset());
        }
        ByteBuffer buffer = context.scanBuffer();
        while (offset < log.endOffset()) {
            int copied = log.readInto(offset, buffer.clear());
            if (copied < 0) {
                buffer = ByteBuffer.allocateDirect(-copied);
            } else if (copied == 0) {
                return;
            } else {
                offset = replay(buffer.flip(), offset);
            }
        }
    }

    /** Takes in the whole batches of a buffer; returns the offset behind them. */
    private long replay(ByteBuffer buffer, long from) {
        long offset = from;
        int position = 0;
        while (RecordBatch.isWhole(buffer, position, buffer.limit())) {
            if (RecordBatch.lastOffset(buffer, position) >= from) {
                producers.replay(buffer, position);
            }
            offset = RecordBatch.endOffset(buffer, position);
            position += RecordBatch.size(buffer, position);
        }
        return offset;
    }
}
