package io.volok.server.kafka.coordinator;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.internal.ControlRecordType;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.common.requests.TransactionResult;
import org.apache.kafka.coordinator.common.runtime.CoordinatorLoader;
import org.apache.kafka.coordinator.common.runtime.CoordinatorPlayback;
import org.apache.kafka.coordinator.common.runtime.CoordinatorRecord;
import org.apache.kafka.coordinator.common.runtime.Deserializer;
import org.apache.kafka.coordinator.group.GroupCoordinatorRecordSerde;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replays a partition of {@code __consumer_offsets} into the coordinator at start.
 *
 * <p>One thread of its own parses and replays, so that neither a shard nor the library's event thread is held up by a
 * long log; the bytes are read on the partition's shard, one chunk at a time.
 */
final class OffsetsLoader implements CoordinatorLoader<CoordinatorRecord> {

    private static final Logger LOG = LoggerFactory.getLogger(OffsetsLoader.class);

    private final InternalTopic topic;
    private final OffsetsWriter writer;
    private final int chunkBytes;
    private final Deserializer<CoordinatorRecord> deserializer = new GroupCoordinatorRecordSerde();
    private final ExecutorService thread = Executors.newSingleThreadExecutor(
            task -> Thread.ofPlatform().daemon().name("volok-group-loader").unstarted(task));

    OffsetsLoader(InternalTopic topic, OffsetsWriter writer, int chunkBytes) {
        this.topic = topic;
        this.writer = writer;
        this.chunkBytes = chunkBytes;
    }

    @Override
    public CompletableFuture<LoadSummary> load(TopicPartition tp, CoordinatorPlayback<CoordinatorRecord> coordinator) {
        long askedMs = System.currentTimeMillis();
        CompletableFuture<LoadSummary> loaded = new CompletableFuture<>();
        thread.execute(() -> {
            try {
                loaded.complete(replay(tp, coordinator, askedMs));
            } catch (RuntimeException e) {
                LOG.error("Cannot load {}", tp, e);
                loaded.completeExceptionally(e);
            }
        });
        return loaded;
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }

    private LoadSummary replay(TopicPartition tp, CoordinatorPlayback<CoordinatorRecord> coordinator, long askedMs) {
        long startMs = System.currentTimeMillis();
        InternalPartition partition = topic.partition(tp.partition());
        long endOffset = onShard(partition, partition::endOffset);
        long offset = onShard(partition, partition::startOffset);
        long records = 0;
        long bytes = 0;
        while (offset < endOffset) {
            long from = offset;
            ByteBuffer chunk = onShard(partition, () -> partition.read(from, chunkBytes));
            if (!chunk.hasRemaining()) {
                break; // Compaction may have left nothing before the end.
            }
            bytes += chunk.remaining();
            for (RecordBatch batch : MemoryRecords.readableRecords(chunk).batches()) {
                records += replay(batch, coordinator, offset);
                offset = batch.nextOffset();
            }
        }
        writer.startAt(tp.partition(), endOffset);
        if (endOffset > 0) { // The library counts from 0 and refuses to be told what it knows.
            coordinator.updateLastWrittenOffset(endOffset);
            coordinator.updateLastCommittedOffset(endOffset);
        }
        return new LoadSummary(startMs, System.currentTimeMillis(), startMs - askedMs, records, bytes);
    }

    private long replay(RecordBatch batch, CoordinatorPlayback<CoordinatorRecord> coordinator, long fromOffset) {
        if (batch.isControlBatch()) {
            replayMarker(batch, coordinator);
            return 1;
        }
        long count = 0;
        for (Record record : batch) {
            if (record.offset() >= fromOffset) {
                replay(batch, record, coordinator);
                count++;
            }
        }
        return count;
    }

    private static void replayMarker(RecordBatch batch, CoordinatorPlayback<CoordinatorRecord> coordinator) {
        ControlRecordType type = ControlRecordType.parse(batch.iterator().next().key());
        switch (type) {
            case COMMIT -> coordinator.replayEndTransactionMarker(
                    batch.producerId(), batch.producerEpoch(), TransactionResult.COMMIT);
            case ABORT -> coordinator.replayEndTransactionMarker(
                    batch.producerId(), batch.producerEpoch(), TransactionResult.ABORT);
            default -> LOG.warn("A control record of type {} at offset {} is not replayed", type, batch.baseOffset());
        }
    }

    private void replay(RecordBatch batch, Record record, CoordinatorPlayback<CoordinatorRecord> coordinator) {
        CoordinatorRecord decoded;
        try {
            decoded = deserializer.deserialize(record.key(), record.value());
        } catch (Deserializer.UnknownRecordTypeException e) {
            // A newer release may have written types that this one does not know: Kafka goes on, too.
            LOG.warn("Skipping a record of unknown type {} at offset {}", e.unknownType(), record.offset());
            return;
        }
        coordinator.replay(record.offset(), batch.producerId(), batch.producerEpoch(), decoded);
    }

    /** The loader's thread may wait for a shard; a shard never waits for the loader. */
    private static <T> T onShard(InternalPartition partition, Supplier<T> question) {
        return CompletableFuture.supplyAsync(question, partition.shard()::execute).join();
    }
}
