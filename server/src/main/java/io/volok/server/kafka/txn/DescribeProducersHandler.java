package io.volok.server.kafka.txn;

import io.volok.broker.partition.Partition;
import io.volok.broker.partition.ProducerView;
import io.volok.broker.partition.Topic;
import io.volok.server.kafka.wire.ApiHandler;
import io.volok.server.kafka.wire.Exchange;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.message.DescribeProducersRequestData;
import org.apache.kafka.common.message.DescribeProducersRequestData.TopicRequest;
import org.apache.kafka.common.message.DescribeProducersResponseData;
import org.apache.kafka.common.message.DescribeProducersResponseData.PartitionResponse;
import org.apache.kafka.common.message.DescribeProducersResponseData.ProducerState;
import org.apache.kafka.common.message.DescribeProducersResponseData.TopicResponse;
import org.apache.kafka.common.protocol.Errors;

/** DescribeProducers v0: the producers that partitions remember, with the start of their open transactions. */
record DescribeProducersHandler(TxnFace face) implements ApiHandler<DescribeProducersRequestData> {

    @Override
    public void handle(DescribeProducersRequestData request, Exchange exchange) {
        List<CompletableFuture<TopicResponse>> topics = new ArrayList<>();
        request.topics().forEach(topic -> topics.add(describe(topic, exchange)));
        CompletableFuture.allOf(topics.toArray(CompletableFuture[]::new)).thenRun(() -> exchange.answer(
                new DescribeProducersResponseData().setTopics(
                        topics.stream().map(CompletableFuture::join).toList())));
    }

    private CompletableFuture<TopicResponse> describe(TopicRequest asked, Exchange exchange) {
        boolean permitted = face.mayTopic(exchange, AclOperation.READ, asked.name());
        Topic topic = face.topics().image().byName(asked.name());
        List<CompletableFuture<PartitionResponse>> partitions = new ArrayList<>();
        for (int index : asked.partitionIndexes()) {
            Partition partition = topic == null ? null : topic.partition(index);
            if (!permitted) {
                partitions.add(refusal(index, Errors.TOPIC_AUTHORIZATION_FAILED));
            } else if (topic == null) {
                partitions.add(CompletableFuture.completedFuture(new PartitionResponse().setPartitionIndex(index)
                        .setErrorCode(Errors.UNKNOWN_TOPIC_OR_PARTITION.code())
                        .setErrorMessage(Errors.UNKNOWN_TOPIC_OR_PARTITION.message())));
            } else if (partition == null) {
                partitions.add(refusal(index, Errors.UNKNOWN_TOPIC_OR_PARTITION));
            } else {
                partitions.add(CompletableFuture.supplyAsync(
                        () -> described(partition), partition.shard()::execute));
            }
        }
        return CompletableFuture.allOf(partitions.toArray(CompletableFuture[]::new)).thenApply(nothing ->
                new TopicResponse().setName(asked.name())
                        .setPartitions(partitions.stream().map(CompletableFuture::join).toList()));
    }

    private static PartitionResponse described(Partition partition) {
        return new PartitionResponse().setPartitionIndex(partition.id().index())
                .setActiveProducers(partition.producers().stream().map(DescribeProducersHandler::state).toList());
    }

    private static ProducerState state(ProducerView producer) {
        return new ProducerState().setProducerId(producer.producerId()).setProducerEpoch(producer.epoch())
                .setLastSequence(producer.lastSequence()).setLastTimestamp(producer.lastTimestampMs())
                .setCoordinatorEpoch(producer.coordinatorEpoch())
                .setCurrentTxnStartOffset(producer.openTransactionStartOffset());
    }

    private static CompletableFuture<PartitionResponse> refusal(int index, Errors error) {
        return CompletableFuture.completedFuture(
                new PartitionResponse().setPartitionIndex(index).setErrorCode(error.code()));
    }
}
