package io.volok.server.kafka.group;

import io.volok.broker.partition.Topic;
import io.volok.broker.partition.TopicsImage;
import io.volok.server.kafka.wire.Exchange;
import io.volok.server.kafka.wire.TopicIds;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestGroup;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestTopics;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponseGroup;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponsePartitions;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponseTopics;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.OffsetFetchRequest;
import org.apache.kafka.common.requests.OffsetFetchResponse;

/** The committed offsets of one group, as far as the user may see them. */
record GroupOffsets(GroupFace face) {

    /** Asks for the offsets; the future never fails, errors are in the group's answer. */
    CompletableFuture<OffsetFetchResponseGroup> fetch(
            OffsetFetchRequestGroup group, boolean requireStable, Exchange exchange) {
        if (!face.mayGroup(exchange, AclOperation.DESCRIBE, group.groupId())) {
            return CompletableFuture.completedFuture(
                    OffsetFetchResponse.groupError(group, Errors.GROUP_AUTHORIZATION_FAILED, exchange.version()));
        }
        CompletableFuture<OffsetFetchResponseGroup> answer = group.topics() == null
                ? fetchAll(group, requireStable, exchange) : fetchNamed(group, requireStable, exchange);
        return answer.exceptionally(
                failure -> OffsetFetchResponse.groupError(group, GroupFace.errorOf(failure), exchange.version()));
    }

    private CompletableFuture<OffsetFetchResponseGroup> fetchAll(
            OffsetFetchRequestGroup group, boolean requireStable, Exchange exchange) {
        return face.ask(coordinator -> coordinator.fetchOffsets(exchange.context(), group, requireStable))
                .thenApply(found -> visible(found, exchange));
    }

    /** Leaves out what may not be described and, where topics are given by id, what has no id any more. */
    private OffsetFetchResponseGroup visible(OffsetFetchResponseGroup found, Exchange exchange) {
        boolean byId = OffsetFetchRequest.useTopicIds(exchange.version());
        TopicsImage image = face.image();
        List<OffsetFetchResponseTopics> topics = new ArrayList<>();
        for (OffsetFetchResponseTopics answered : found.topics()) {
            Topic topic = image.byName(answered.name());
            if (face.mayTopic(exchange, AclOperation.DESCRIBE, answered.name()) && (topic != null || !byId)) {
                topics.add(byId ? answered.setTopicId(TopicIds.wire(topic.id())) : answered);
            }
        }
        return found.setTopics(topics);
    }

    private CompletableFuture<OffsetFetchResponseGroup> fetchNamed(
            OffsetFetchRequestGroup group, boolean requireStable, Exchange exchange) {
        boolean byId = OffsetFetchRequest.useTopicIds(exchange.version());
        TopicsImage image = face.image();
        List<OffsetFetchResponseTopics> refused = new ArrayList<>();
        List<OffsetFetchRequestTopics> known = new ArrayList<>();
        for (OffsetFetchRequestTopics asked : group.topics()) {
            Topic topic = byId ? TopicIds.find(image, asked.topicId()) : image.byName(asked.name());
            if (byId && topic == null) {
                refused.add(refusal(asked, Errors.UNKNOWN_TOPIC_ID));
                continue;
            }
            String name = byId ? topic.name() : asked.name();
            if (face.mayTopic(exchange, AclOperation.DESCRIBE, name)) {
                known.add(new OffsetFetchRequestTopics().setName(name).setTopicId(
                        topic == null ? asked.topicId() : TopicIds.wire(topic.id()))
                        .setPartitionIndexes(asked.partitionIndexes()));
            } else {
                refused.add(refusal(asked, Errors.TOPIC_AUTHORIZATION_FAILED));
            }
        }
        OffsetFetchRequestGroup question = group.duplicate().setTopics(known);
        return face.ask(coordinator -> coordinator.fetchOffsets(exchange.context(), question, requireStable))
                .thenApply(found -> joined(found, refused));
    }

    private static OffsetFetchResponseGroup joined(
            OffsetFetchResponseGroup found, List<OffsetFetchResponseTopics> refused) {
        if (found.errorCode() != Errors.NONE.code() || refused.isEmpty()) {
            return found; // An error of the whole group says it all.
        }
        List<OffsetFetchResponseTopics> topics = new ArrayList<>(found.topics());
        topics.addAll(refused);
        return found.setTopics(topics);
    }

    private static OffsetFetchResponseTopics refusal(OffsetFetchRequestTopics asked, Errors error) {
        return new OffsetFetchResponseTopics().setName(asked.name()).setTopicId(asked.topicId())
                .setPartitions(asked.partitionIndexes().stream()
                        .map(index -> new OffsetFetchResponsePartitions().setPartitionIndex(index)
                                .setErrorCode(error.code())
                                .setCommittedOffset(OffsetFetchResponse.INVALID_OFFSET)
                                .setMetadata(OffsetFetchResponse.NO_METADATA))
                        .toList());
    }
}
