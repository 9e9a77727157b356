package io.volok.server.kafka.group;

import io.volok.server.kafka.wire.ApiHandler;
import io.volok.server.kafka.wire.Exchange;
import io.volok.server.kafka.wire.TopicIds;
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

    private static final CommitTopics<OffsetCommitRequestTopic, OffsetCommitRequestPartition> TOPICS = new CommitTopics<>(
            OffsetCommitRequestTopic::topicId, OffsetCommitRequestTopic::name, OffsetCommitRequestTopic::partitions,
            OffsetCommitRequestPartition::partitionIndex,
            (topic, partitions) -> new OffsetCommitRequestTopic().setTopicId(TopicIds.wire(topic.id()))
                    .setName(topic.name()).setPartitions(partitions));

    @Override
    public void handle(OffsetCommitRequestData request, Exchange exchange) {
        if (!face.mayGroup(exchange, AclOperation.READ, request.groupId())) {
            GroupFace.refuse(request, exchange, Errors.GROUP_AUTHORIZATION_FAILED);
            return;
        }
        boolean byId = OffsetCommitResponse.useTopicIds(exchange.version());
        OffsetCommitResponse.Builder response = OffsetCommitResponse.newBuilder(byId);
        List<OffsetCommitRequestTopic> known =
                TOPICS.committable(request.topics(), byId, face, exchange, response::addPartition);
        if (known.isEmpty()) {
            exchange.answer(response.build().data());
            return;
        }
        OffsetCommitRequestData commit = request.duplicate().setTopics(known);
        face.relay(request, exchange, coordinator -> coordinator
                .commitOffsets(exchange.context(), commit, BufferSupplier.NO_CACHING)
                .thenApply(committed -> response.merge(committed).build().data()));
    }
}
