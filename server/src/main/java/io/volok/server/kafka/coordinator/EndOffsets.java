package io.volok.server.kafka.coordinator;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.server.util.PartitionMetadataClient;

/** Answers the library's question where partitions end, which it needs for the lag of share groups. */
final class EndOffsets implements PartitionMetadataClient {

    private final Function<TopicPartition, CompletableFuture<Long>> endOffset;

    EndOffsets(Function<TopicPartition, CompletableFuture<Long>> endOffset) {
        this.endOffset = endOffset;
    }

    @Override
    public Map<TopicPartition, CompletableFuture<OffsetResponse>> listLatestOffsets(Set<TopicPartition> partitions) {
        Map<TopicPartition, CompletableFuture<OffsetResponse>> answers = new HashMap<>();
        for (TopicPartition partition : partitions) {
            answers.put(partition, endOffset.apply(partition).handle((offset, failure) -> failure == null
                    ? new OffsetResponse(offset, Errors.NONE)
                    : new OffsetResponse(-1, Errors.forException(failure))));
        }
        return answers;
    }

    @Override
    public void close() {
        // Nothing is held: each question goes to the partition's shard by itself.
    }
}
