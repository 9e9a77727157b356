package io.volok.server.kafka.coordinator;

import io.volok.broker.partition.Fetched;
import io.volok.broker.partition.Partition;
import io.volok.broker.partition.Topic;
import io.volok.broker.partition.TopicOutcome;
import io.volok.broker.partition.Topics;
import io.volok.broker.shard.Shard;
import io.volok.codec.record.RecordBatch;
import io.volok.log.LogSlice;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** An internal topic that stands in the catalog like any other. */
public record CatalogTopic(Topic topic) implements InternalTopic {

    /** Finds the topic, or creates it. The future is completed on the catalog's shard. */
    public static CompletableFuture<InternalTopic> findOrCreate(
            Topics topics, String name, int partitionCount, Map<String, String> config) {
        Topic there = topics.image().byName(name);
        if (there != null) {
            return CompletableFuture.completedFuture(new CatalogTopic(there));
        }
        CompletableFuture<InternalTopic> found = new CompletableFuture<>();
        topics.create(name, partitionCount, config, outcome -> {
            Topic created = topics.image().byName(name);
            if (created != null) {
                found.complete(new CatalogTopic(created)); // by us, or by somebody who was faster
            } else {
                found.completeExceptionally(new IllegalStateException("cannot create " + name + ": "
                        + (outcome instanceof TopicOutcome.Refused refused ? refused.text() : outcome)));
            }
        });
        return found;
    }

    @Override
    public int partitionCount() {
        return topic.partitionCount();
    }

    @Override
    public InternalPartition partition(int index) {
        return new CatalogPartition(topic.partition(index));
    }

    /** One partition of it. */
    private record CatalogPartition(Partition partition) implements InternalPartition {

        @Override
        public Shard shard() {
            return partition.shard();
        }

        @Override
        public long startOffset() {
            return partition.startOffset();
        }

        @Override
        public long endOffset() {
            return partition.endOffset();
        }

        @Override
        public void append(ByteBuffer batch, Runnable durable) {
            int position = batch.position();
            long lastOffset = RecordBatch.lastOffset(batch, position);
            partition.appendStamped(batch, lastOffset, RecordBatch.maxTimestamp(batch, position));
            partition.whenDurable(lastOffset + 1, durable);
        }

        @Override
        public ByteBuffer read(long offset, int maxBytes) {
            return switch (partition.fetch(offset, maxBytes, false)) {
                case Fetched.OutOfRange outOfRange -> ByteBuffer.allocate(0);
                case Fetched.Batches batches -> copy(batches.records());
            };
        }

        @Override
        public void deleteBefore(long offset) {
            partition.trimTo(offset);
        }

        private static ByteBuffer copy(LogSlice slice) {
            try {
                ByteBuffer bytes = ByteBuffer.allocate(slice.length());
                slice.readInto(bytes);
                return bytes.flip();
            } finally {
                slice.release();
            }
        }
    }
}
