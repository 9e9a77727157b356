package io.volok.server.kafka.coordinator;

import io.volok.broker.shard.Shard;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.NotLeaderOrFollowerException;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.MutableRecordBatch;
import org.apache.kafka.coordinator.common.runtime.PartitionWriter;
import org.apache.kafka.storage.internals.log.LogConfig;
import org.apache.kafka.storage.internals.log.VerificationGuard;

/**
 * The library's way to write: takes its batches on the library's event thread and posts them to the partition's shard.
 *
 * <p>The library wants the offset after the batch at once, before anything is written. The coordinator is the only
 * writer of these partitions, so the offset is counted here and stamped into a copy of the batch; the shard appends in
 * the order of posting. Durability is told later through the listener, from the shard.
 */
final class OffsetsWriter implements PartitionWriter {

    /** Leader epoch in the batches: partitions of this broker never change their leader. */
    private static final int LEADER_EPOCH = 0;

    /** What happens when the shard could not append: the coordinator of that partition has to start again. */
    interface AppendFailure {
        void onAppendFailure(int partition, Throwable cause);
    }

    private final InternalTopic topic;
    private final OffsetTransactions transactions;
    private final LogConfig config;
    private final AppendFailure failure;
    private final Map<Integer, Tail> tails = new ConcurrentHashMap<>();
    /** Partitions whose coordinator has not become active yet. */
    private final Set<Integer> loading = ConcurrentHashMap.newKeySet();
    private final CompletableFuture<Void> loaded = new CompletableFuture<>();

    OffsetsWriter(InternalTopic topic, OffsetTransactions transactions, LogConfig config, AppendFailure failure) {
        this.topic = topic;
        this.transactions = transactions;
        this.config = config;
        this.failure = failure;
        for (int i = 0; i < topic.partitionCount(); i++) {
            loading.add(i);
        }
    }

    /** Completed when the coordinators of all partitions have been active once. */
    CompletableFuture<Void> loaded() {
        return loaded;
    }

    /** Sets where the next batch goes; called by the loader before the partition's coordinator becomes active. */
    void startAt(int partition, long endOffset) {
        tails.put(partition, new Tail(topic.partition(partition), endOffset));
    }

    @Override
    public void registerListener(TopicPartition partition, Listener listener) {
        tail(partition).listener = listener; // The library does this when it makes the partition active.
        loading.remove(partition.partition());
        if (loading.isEmpty()) {
            loaded.complete(null);
        }
    }

    @Override
    public void deregisterListener(TopicPartition partition, Listener listener) {
        Tail tail = tails.get(partition.partition());
        if (tail != null) {
            tail.listener = null;
        }
    }

    @Override
    public LogConfig config(TopicPartition partition) {
        return config;
    }

    @Override
    public long append(TopicPartition partition, VerificationGuard guard, MemoryRecords records, short version) {
        Tail tail = tail(partition);
        if (tail.failed) {
            throw new NotLeaderOrFollowerException("The log of " + partition + " refused an append");
        }
        ByteBuffer copy = copyOf(records.buffer());
        long endOffset = stamp(copy, tail.endOffset);
        tail.endOffset = endOffset;
        tail.partition.shard().execute(() -> appendOnShard(partition, tail, copy, endOffset));
        return endOffset;
    }

    @Override
    public CompletableFuture<VerificationGuard> maybeStartTransactionVerification(
            TopicPartition partition, String transactionalId, long producerId, short producerEpoch, int apiVersion) {
        var part = new OffsetTransactions.Part(transactionalId, producerId, producerEpoch, partition.partition());
        return transactions.enlist(part, apiVersion).thenApply(nothing -> VerificationGuard.SENTINEL);
    }

    @Override
    public CompletableFuture<Void> deleteRecords(TopicPartition partition, long beforeOffset) {
        InternalPartition target = tail(partition).partition;
        CompletableFuture<Void> done = new CompletableFuture<>();
        Shard shard = target.shard();
        shard.execute(() -> {
            target.deleteBefore(beforeOffset);
            done.complete(null);
        });
        return done;
    }

    private void appendOnShard(TopicPartition partition, Tail tail, ByteBuffer batch, long endOffset) {
        if (tail.failed) {
            return; // The library has been told; what followed the refused batch must not get into the log.
        }
        try {
            tail.partition.append(batch, () -> tell(partition, tail, endOffset));
        } catch (RuntimeException e) {
            tail.failed = true;
            failure.onAppendFailure(partition.partition(), e);
        }
    }

    private static void tell(TopicPartition partition, Tail tail, long endOffset) {
        Listener listener = tail.listener;
        if (listener != null) {
            listener.onHighWatermarkUpdated(partition, endOffset);
        }
    }

    private Tail tail(TopicPartition partition) {
        Tail tail = tails.get(partition.partition());
        if (tail == null) {
            throw new NotLeaderOrFollowerException(partition + " is not loaded");
        }
        return tail;
    }

    private static ByteBuffer copyOf(ByteBuffer batch) {
        ByteBuffer source = batch.duplicate();
        ByteBuffer copy = ByteBuffer.allocate(source.remaining());
        copy.put(source).flip();
        return copy;
    }

    private static long stamp(ByteBuffer batches, long baseOffset) {
        long next = baseOffset;
        for (MutableRecordBatch batch : MemoryRecords.readableRecords(batches).batches()) {
            long span = batch.lastOffset() - batch.baseOffset();
            batch.setLastOffset(next + span);
            batch.setPartitionLeaderEpoch(LEADER_EPOCH);
            next += span + 1;
        }
        return next;
    }

    /** Where a partition's log will end once everything posted is appended. */
    private static final class Tail {
        private final InternalPartition partition;
        /** Touched only by whoever holds the partition in the library: one thread at a time. */
        private long endOffset;
        private volatile Listener listener;
        private volatile boolean failed;

        Tail(InternalPartition partition, long endOffset) {
            this.partition = partition;
            this.endOffset = endOffset;
        }
    }
}
