package io.volok.server.kafka.admin;

import io.volok.broker.partition.Partition;
import io.volok.broker.partition.Topic;
import io.volok.server.kafka.wire.ApiHandler;
import io.volok.server.kafka.wire.Exchange;
import io.volok.server.kafka.wire.TopicIds;
import java.util.List;
import java.util.TreeSet;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.InvalidRequestException;
import org.apache.kafka.common.message.DescribeTopicPartitionsRequestData;
import org.apache.kafka.common.message.DescribeTopicPartitionsResponseData;
import org.apache.kafka.common.message.DescribeTopicPartitionsResponseData.Cursor;
import org.apache.kafka.common.message.DescribeTopicPartitionsResponseData.DescribeTopicPartitionsResponsePartition;
import org.apache.kafka.common.message.DescribeTopicPartitionsResponseData.DescribeTopicPartitionsResponseTopic;
import org.apache.kafka.common.protocol.Errors;

/**
 * DescribeTopicPartitions v0 (KIP-966): topics in order of their names, so many partitions at a time, and a cursor to
 * go on from. No topic named means all.
 */
final class DescribeTopicPartitionsHandler implements ApiHandler<DescribeTopicPartitionsRequestData> {

    private static final String MAX_PARTITIONS = "max.request.partition.size.limit";

    private final Surroundings surroundings;

    DescribeTopicPartitionsHandler(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public void handle(DescribeTopicPartitionsRequestData request, Exchange exchange) {
        if (request.cursor() != null && request.cursor().partitionIndex() < 0) {
            throw new InvalidRequestException("DescribeTopicPartitionsRequest cursor partition must be valid: "
                    + request.cursor());
        }
        if (request.cursor() != null && !request.topics().isEmpty()
                && request.topics().stream().noneMatch(topic -> topic.name().equals(request.cursor().topicName()))) {
            throw new InvalidRequestException("DescribeTopicPartitionsRequest topic list should contain the cursor "
                    + "topic: " + request.cursor().topicName());
        }
        DescribeTopicPartitionsResponseData response = new DescribeTopicPartitionsResponseData();
        int left = Math.max(1, Math.min(request.responsePartitionLimit(),
                surroundings.settings().number(MAX_PARTITIONS)));
        for (String name : names(request)) {
            if (left == 0) {
                response.setNextCursor(new Cursor().setTopicName(name).setPartitionIndex(0));
                break;
            }
            int first = request.cursor() != null && request.cursor().topicName().equals(name)
                    ? request.cursor().partitionIndex() : 0;
            left = add(name, first, left, response, exchange);
            if (response.nextCursor() != null) {
                break;
            }
        }
        exchange.answer(response);
    }

    private TreeSet<String> names(DescribeTopicPartitionsRequestData request) {
        TreeSet<String> names = new TreeSet<>();
        if (request.topics().isEmpty()) {
            surroundings.image().topics().forEach(topic -> names.add(topic.name()));
        } else {
            request.topics().forEach(topic -> names.add(topic.name()));
        }
        if (request.cursor() != null) {
            names.headSet(request.cursor().topicName()).clear();
        }
        return names;
    }

    /** Adds a topic's partitions; returns how many more may follow. */
    private int add(String name, int first, int left, DescribeTopicPartitionsResponseData response,
                    Exchange exchange) {
        Topic topic = surroundings.image().byName(name);
        DescribeTopicPartitionsResponseTopic described = new DescribeTopicPartitionsResponseTopic().setName(name);
        if (!surroundings.mayTopic(exchange, AclOperation.DESCRIBE, name)) {
            response.topics().add(described.setErrorCode(Errors.TOPIC_AUTHORIZATION_FAILED.code()));
            return left;
        }
        if (topic == null) {
            Errors error = Topic.nameFault(name) == null
                    ? Errors.UNKNOWN_TOPIC_OR_PARTITION : Errors.INVALID_TOPIC_EXCEPTION;
            response.topics().add(described.setErrorCode(error.code())
                    .setTopicAuthorizedOperations(surroundings.permittedOnTopic(exchange, name)));
            return left;
        }
        described.setTopicId(TopicIds.wire(topic.id())).setIsInternal(topic.internal())
                .setTopicAuthorizedOperations(surroundings.permittedOnTopic(exchange, name));
        response.topics().add(described);
        List<Integer> here = List.of(surroundings.broker().id());
        int end = Math.min(topic.partitionCount(), first + left);
        for (int index = first; index < end; index++) {
            described.partitions().add(new DescribeTopicPartitionsResponsePartition().setPartitionIndex(index)
                    .setLeaderId(surroundings.broker().id()).setLeaderEpoch(Partition.LEADER_EPOCH)
                    .setReplicaNodes(here).setIsrNodes(here)
                    .setEligibleLeaderReplicas(List.of()).setLastKnownElr(List.of()));
        }
        if (end < topic.partitionCount()) {
            response.setNextCursor(new Cursor().setTopicName(name).setPartitionIndex(end));
        }
        return left - Math.max(0, end - first);
    }
}
