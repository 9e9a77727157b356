package io.volok.server.kafka.group;

import io.volok.server.kafka.wire.ApiHandler;
import io.volok.server.kafka.wire.Exchange;
import io.volok.server.kafka.wire.TopicIds;
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

    private static final CommitTopics<TxnOffsetCommitRequestTopic, TxnOffsetCommitRequestPartition> TOPICS = new CommitTopics<>(
            TxnOffsetCommitRequestTopic::topicId, TxnOffsetCommitRequestTopic::name, TxnOffsetCommitRequestTopic::partitions,
            TxnOffsetCommitRequestPartition::partitionIndex,
            (topic, partitions) -> new TxnOffsetCommitRequestTopic().setTopicId(TopicIds.wire(topic.id()))
                    .setName(topic.name()).setPartitions(partitions));

    @Override
    public void handle(TxnOffsetCommitRequestData request, Exchange exchange) {
        Errors refusal = refusal(request, exchange);
        if (refusal != Errors.NONE) {
            GroupFace.refuse(request, exchange, refusal);
            return;
        }
        boolean byId = TxnOffsetCommitResponse.useTopicIds(exchange.version());
        TxnOffsetCommitResponse.Builder response = TxnOffsetCommitResponse.newBuilder(byId);
        List<TxnOffsetCommitRequestTopic> known =
                TOPICS.committable(request.topics(), byId, face, exchange, response::addPartition);
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
}
