package io.volok.server.kafka.group;

import io.volok.broker.partition.Topic;
import io.volok.broker.partition.TopicsImage;
import io.volok.server.kafka.wire.ApiHandler;
import io.volok.server.kafka.wire.Exchange;
import io.volok.server.kafka.wire.TopicIds;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.message.TxnOffsetCommitRequestData;
import org.apache.kafka.common.message.TxnOffsetCommitRequestData.TxnOffsetCommitRequestPartition;
import org.apache.kafka.common.message.TxnOffsetCommitRequestData.TxnOffsetCommitRequestTopic;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.TxnOffsetCommitResponse;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.utils.internals.BufferSupplier;

/**
 * TxnOffsetCommit v0-6.
 *
 * <ul>
 *   <li>Offsets become visible when the transaction commits.
 *   <li>From v5 on (KIP-890) the commit itself adds the group to the transaction; before, AddOffsetsToTxn has to.
 *   <li>v6 gives topics by id (KIP-1319).
 * </ul>
 */
record TxnOffsetCommitHandler(GroupFace face) implements ApiHandler<TxnOffsetCommitRequestData> {

    @Override
    public void handle(TxnOffsetCommitRequestData request, Exchange exchange) {
        Errors refusal = refusal(request, exchange);
        if (refusal != Errors.NONE) {
            GroupFace.refuse(request, exchange, refusal);
            return;
        }
        boolean byId = TxnOffsetCommitResponse.useTopicIds(exchange.version());
        TxnOffsetCommitResponse.Builder response = TxnOffsetCommitResponse.newBuilder(byId);
        TopicsImage image = face.image();
        List<TxnOffsetCommitRequestTopic> known = new ArrayList<>();
        for (TxnOffsetCommitRequestTopic asked : request.topics()) {
            Topic topic = byId ? TopicIds.find(image, asked.topicId()) : image.byName(asked.name());
            String name = topic == null ? asked.name() : topic.name();
            Errors error = errorOf(topic, name, byId, exchange);
            if (error == Errors.NONE) {
                addKnown(asked, topic, response, known);
            } else {
                response.addPartitions(asked.topicId(), name, asked.partitions(),
                        TxnOffsetCommitRequestPartition::partitionIndex, error);
            }
        }
        if (known.isEmpty()) {
            exchange.answer(response.build().data());
            return;
        }
        TxnOffsetCommitRequestData commit = request.duplicate().setTopics(known);
        face.relay(request, exchange, coordinator -> coordinator
                .commitTransactionalOffsets(exchange.context(), commit, BufferSupplier.NO_CACHING)
                .thenApply(committed -> response.merge(committed).build().data()));
    }

    private Errors refusal(TxnOffsetCommitRequestData request, Exchange exchange) {
        if (!face.access().permits(exchange, AclOperation.WRITE, ResourceType.TRANSACTIONAL_ID,
                request.transactionalId())) {
            return Errors.TRANSACTIONAL_ID_AUTHORIZATION_FAILED;
        }
        return face.mayGroup(exchange, AclOperation.READ, request.groupId())
                ? Errors.NONE : Errors.GROUP_AUTHORIZATION_FAILED;
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

    private static void addKnown(TxnOffsetCommitRequestTopic asked, Topic topic,
            TxnOffsetCommitResponse.Builder response, List<TxnOffsetCommitRequestTopic> known) {
        List<TxnOffsetCommitRequestPartition> partitions = new ArrayList<>();
        for (TxnOffsetCommitRequestPartition partition : asked.partitions()) {
            if (topic.partition(partition.partitionIndex()) != null) {
                partitions.add(partition);
            } else {
                response.addPartition(TopicIds.wire(topic.id()), topic.name(), partition.partitionIndex(),
                        Errors.UNKNOWN_TOPIC_OR_PARTITION);
            }
        }
        if (!partitions.isEmpty()) {
            known.add(new TxnOffsetCommitRequestTopic().setTopicId(TopicIds.wire(topic.id())).setName(topic.name())
                    .setPartitions(partitions));
        }
    }
}
