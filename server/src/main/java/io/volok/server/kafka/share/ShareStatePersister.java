package io.volok.server.kafka.share;

import io.volok.broker.partition.Partition;
import io.volok.broker.partition.Topic;
import io.volok.broker.partition.Topics;
import io.volok.broker.share.ShareKey;
import io.volok.broker.share.SharePartition;
import io.volok.broker.share.SharePartitions;
import io.volok.server.kafka.wire.TopicIds;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.server.share.persister.DeleteShareGroupStateParameters;
import org.apache.kafka.server.share.persister.DeleteShareGroupStateResult;
import org.apache.kafka.server.share.persister.GroupTopicPartitionData;
import org.apache.kafka.server.share.persister.InitializeShareGroupStateParameters;
import org.apache.kafka.server.share.persister.InitializeShareGroupStateResult;
import org.apache.kafka.server.share.persister.PartitionErrorData;
import org.apache.kafka.server.share.persister.PartitionFactory;
import org.apache.kafka.server.share.persister.PartitionIdData;
import org.apache.kafka.server.share.persister.PartitionStateSummaryData;
import org.apache.kafka.server.share.persister.Persister;
import org.apache.kafka.server.share.persister.ReadShareGroupStateParameters;
import org.apache.kafka.server.share.persister.ReadShareGroupStateResult;
import org.apache.kafka.server.share.persister.ReadShareGroupStateSummaryParameters;
import org.apache.kafka.server.share.persister.ReadShareGroupStateSummaryResult;
import org.apache.kafka.server.share.persister.TopicData;
import org.apache.kafka.server.share.persister.WriteShareGroupStateParameters;
import org.apache.kafka.server.share.persister.WriteShareGroupStateResult;

/**
 * What the group coordinator has to say about share partitions: that a group begins, is asked after, or is gone.
 *
 * <p>Reading and writing of single states is not needed: share partitions keep their own, see {@link SharePartitions}.
 */
public final class ShareStatePersister implements Persister {

    private final Topics topics;
    private final SharePartitions partitions;

    public ShareStatePersister(Topics topics, SharePartitions partitions) {
        this.topics = topics;
        this.partitions = partitions;
    }

    /** One partition's part of a request, on the partition's shard. */
    private interface Part<P, R> {
        void take(Partition partition, P asked, CompletableFuture<R> answer);
    }

    /** What to say where there is no such partition. */
    private interface Missing<P, R> {
        R answer(Uuid topicId, P asked);
    }

    @Override
    public CompletableFuture<InitializeShareGroupStateResult> initializeState(
            InitializeShareGroupStateParameters request) {
        String group = request.groupTopicPartitionData().groupId();
        return forEach(request.groupTopicPartitionData(), (partition, asked, answer) -> {
            SharePartition share = partitions.get(group, partition);
            share.initialize(asked.stateEpoch(), asked.startOffset());
            share.whenDurable(
                    kept -> answer.complete(error(asked, kept ? Errors.NONE : Errors.KAFKA_STORAGE_ERROR)));
        }, (topicId, asked) -> error(asked, Errors.UNKNOWN_TOPIC_OR_PARTITION))
                .thenApply(data -> new InitializeShareGroupStateResult.Builder().setTopicsData(data).build());
    }

    @Override
    public CompletableFuture<DeleteShareGroupStateResult> deleteState(DeleteShareGroupStateParameters request) {
        String group = request.groupTopicPartitionData().groupId();
        return forEach(request.groupTopicPartitionData(), (partition, asked, answer) -> {
            partitions.delete(group, partition);
            answer.complete(error(asked, Errors.NONE));
        }, (topicId, asked) -> {
            partitions.forget(new ShareKey(group, TopicIds.domain(topicId), asked.partition()), () -> { });
            return error(asked, Errors.NONE);
        })
                .thenApply(data -> new DeleteShareGroupStateResult.Builder().setTopicsData(data).build());
    }

    @Override
    public CompletableFuture<ReadShareGroupStateSummaryResult> readSummary(
            ReadShareGroupStateSummaryParameters request) {
        String group = request.groupTopicPartitionData().groupId();
        return forEach(request.groupTopicPartitionData(),
                (partition, asked, answer) -> answer.complete(summary(partitions.get(group, partition), asked)),
                (topicId, asked) -> PartitionFactory.newPartitionStateSummaryData(asked.partition(), 0, -1, -1, 0,
                        Errors.UNKNOWN_TOPIC_OR_PARTITION.code(), Errors.UNKNOWN_TOPIC_OR_PARTITION.message()))
                .thenApply(data -> new ReadShareGroupStateSummaryResult.Builder().setTopicsData(data).build());
    }

    @Override
    public CompletableFuture<ReadShareGroupStateResult> readState(ReadShareGroupStateParameters request) {
        return CompletableFuture.failedFuture(notNeeded());
    }

    @Override
    public CompletableFuture<WriteShareGroupStateResult> writeState(WriteShareGroupStateParameters request) {
        return CompletableFuture.failedFuture(notNeeded());
    }

    @Override
    public void stop() {
        // The share partitions are closed with the shards on which they live.
    }

    private static UnsupportedVersionException notNeeded() {
        return new UnsupportedVersionException("share partitions of this broker keep their own state");
    }

    private static PartitionStateSummaryData summary(SharePartition share, PartitionIdData asked) {
        SharePartition.Progress progress = share.progress();
        return PartitionFactory.newPartitionStateSummaryData(asked.partition(), progress.stateEpoch(),
                progress.startOffset(), (int) Math.min(Integer.MAX_VALUE, progress.doneAbove()), 0,
                Errors.NONE.code(), Errors.NONE.message());
    }

    private static PartitionErrorData error(PartitionIdData asked, Errors error) {
        return PartitionFactory.newPartitionErrorData(asked.partition(), error.code(), error.message());
    }

    private <P extends PartitionIdData, R extends PartitionIdData> CompletableFuture<List<TopicData<R>>> forEach(
            GroupTopicPartitionData<P> request, Part<P, R> part, Missing<P, R> missing) {
        List<CompletableFuture<TopicData<R>>> answers = new ArrayList<>();
        for (TopicData<P> asked : request.topicsData()) {
            List<CompletableFuture<R>> parts = asked.partitions().stream()
                    .map(each -> one(asked.topicId(), each, part, missing)).toList();
            answers.add(CompletableFuture.allOf(parts.toArray(CompletableFuture[]::new)).thenApply(nothing ->
                    new TopicData<>(asked.topicId(), parts.stream().map(CompletableFuture::join).toList())));
        }
        return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
                .thenApply(nothing -> answers.stream().map(CompletableFuture::join).toList());
    }

    private <P extends PartitionIdData, R> CompletableFuture<R> one(
            Uuid topicId, P asked, Part<P, R> part, Missing<P, R> missing) {
        Topic topic = TopicIds.find(topics.image(), topicId);
        Partition partition = topic == null ? null : topic.partition(asked.partition());
        if (partition == null) {
            return CompletableFuture.completedFuture(missing.answer(topicId, asked));
        }
        CompletableFuture<R> answer = new CompletableFuture<>();
        partition.shard().execute(() -> {
            if (partition.isDeleted()) {
                answer.complete(missing.answer(topicId, asked));
            } else {
                part.take(partition, asked, answer);
            }
        });
        return answer;
    }
}
