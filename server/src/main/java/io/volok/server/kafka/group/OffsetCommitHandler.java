package io.volok.server.kafka.group;

import io.volok.broker.partition.Topic;
import io.volok.broker.partition.TopicsImage;
import io.volok.server.kafka.wire.ApiHandler;
import io.volok.server.kafka.wire.Exchange;
import io.volok.server.kafka.wire.TopicIds;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.message.OffsetCommitRequestData;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestPartition;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestTopic;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.OffsetCommitResponse;
import org.apache.kafka.common.utils.internals.BufferSupplier;

/**
 * OffsetCommit v2-10.
 *
 * <ul>
 *   <li>Each partition has its own error: not permitted, unknown, or what the coordinator says.
 *   <li>Up to v9 topics are named, from v10 on they are given by id; the answer uses the same.
 * </ul>
 */
record OffsetCommitHandler(GroupFace face) implements ApiHandler<OffsetCommitRequestData> {

    @Override
    public void handle(OffsetCommitRequestData request, Exchange exchange) {
        if (!face.mayGroup(exchange, AclOperation.READ, request.groupId())) {
            GroupFace.refuse(request, exchange, Errors.GROUP_AUTHORIZATION_FAILED);
            return;
        }
        boolean byId = OffsetCommitResponse.useTopicIds(exchange.version());
        OffsetCommitResponse.Builder response = OffsetCommitResponse.newBuilder(byId);
        TopicsImage image = face.image();
        List<OffsetCommitRequestTopic> known = new ArrayList<>();
        for (OffsetCommitRequestTopic asked : request.topics()) {
            Topic topic = byId ? TopicIds.find(image, asked.topicId()) : image.byName(asked.name());
            String name = topic == null ? asked.name() : topic.name();
            Errors error = errorOf(topic, name, byId, exchange);
            if (error == Errors.NONE) {
                addKnown(asked, topic, response, known);
            } else {
                response.addPartitions(asked.topicId(), name, asked.partitions(),
                        OffsetCommitRequestPartition::partitionIndex, error);
            }
        }
        if (known.isEmpty()) {
            exchange.answer(response.build().data());
            return;
        }
        OffsetCommitRequestData commit = request.duplicate().setTopics(known);
        face.relay(request, exchange, coordinator -> coordinator
                .commitOffsets(exchange.context(), commit, BufferSupplier.NO_CACHING)
                .thenApply(committed -> response.merge(committed).build().data()));
    }

    private Errors errorOf(Topic topic, String name, boolean byId, Exchange exchange) {
        if (byId && topic == null) {
            return Errors.UNKNOWN_TOPIC_ID;
        }
        if (!face.mayTopic(exchange, AclOperation.READ, name)) {
            return Errors.TOPIC_AUTHORIZATION_FAILED;
        }
        return topic == null ? Errors.UNKNOWN_TOPIC_OR_PARTITION : Errors.NONE;
    }

    private static void addKnown(OffsetCommitRequestTopic asked, Topic topic, OffsetCommitResponse.Builder response,
            List<OffsetCommitRequestTopic> known) {
        List<OffsetCommitRequestPartition> partitions = new ArrayList<>();
        for (OffsetCommitRequestPartition partition : asked.partitions()) {
            if (topic.partition(partition.partitionIndex()) != null) {
                partitions.add(partition);
            } else {
                response.addPartition(TopicIds.wire(topic.id()), topic.name(), partition.partitionIndex(),
                        Errors.UNKNOWN_TOPIC_OR_PARTITION);
            }
        }
        if (!partitions.isEmpty()) {
            known.add(new OffsetCommitRequestTopic().setTopicId(TopicIds.wire(topic.id())).setName(topic.name())
                    .setPartitions(partitions));
        }
    }
}
