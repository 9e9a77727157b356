package io.volok.server.kafka.group;

import io.volok.broker.partition.Topic;
import io.volok.server.kafka.wire.ApiHandler;
import io.volok.server.kafka.wire.Exchange;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.message.OffsetDeleteRequestData;
import org.apache.kafka.common.message.OffsetDeleteRequestData.OffsetDeleteRequestPartition;
import org.apache.kafka.common.message.OffsetDeleteRequestData.OffsetDeleteRequestTopic;
import org.apache.kafka.common.message.OffsetDeleteRequestData.OffsetDeleteRequestTopicCollection;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.OffsetDeleteResponse;
import org.apache.kafka.common.utils.internals.BufferSupplier;

/** OffsetDelete v0: forgets committed offsets of topics that the group does not subscribe to. */
record OffsetDeleteHandler(GroupFace face) implements ApiHandler<OffsetDeleteRequestData> {

    @Override
    public void handle(OffsetDeleteRequestData request, Exchange exchange) {
        if (!face.mayGroup(exchange, AclOperation.DELETE, request.groupId())) {
            GroupFace.refuse(request, exchange, Errors.GROUP_AUTHORIZATION_FAILED);
            return;
        }
        OffsetDeleteResponse.Builder response = new OffsetDeleteResponse.Builder();
        OffsetDeleteRequestTopicCollection known = new OffsetDeleteRequestTopicCollection();
        for (OffsetDeleteRequestTopic topic : request.topics()) {
            List<OffsetDeleteRequestPartition> partitions = known(topic, exchange, response);
            if (!partitions.isEmpty()) {
                known.add(new OffsetDeleteRequestTopic().setName(topic.name()).setPartitions(partitions));
            }
        }
        var asked = new OffsetDeleteRequestData().setGroupId(request.groupId()).setTopics(known);
        face.relay(request, exchange, coordinator -> coordinator
                .deleteOffsets(exchange.context(), asked, BufferSupplier.NO_CACHING)
                .thenApply(deleted -> response.merge(deleted).build().data()));
    }

    private List<OffsetDeleteRequestPartition> known(
            OffsetDeleteRequestTopic asked, Exchange exchange, OffsetDeleteResponse.Builder response) {
        if (!face.mayTopic(exchange, AclOperation.READ, asked.name())) {
            response.addPartitions(asked.name(), asked.partitions(),
                    OffsetDeleteRequestPartition::partitionIndex, Errors.TOPIC_AUTHORIZATION_FAILED);
            return List.of();
        }
        Topic topic = face.image().byName(asked.name());
        List<OffsetDeleteRequestPartition> known = new ArrayList<>();
        for (OffsetDeleteRequestPartition partition : asked.partitions()) {
            if (topic != null && topic.partition(partition.partitionIndex()) != null) {
                known.add(partition);
            } else {
                response.addPartition(asked.name(), partition.partitionIndex(), Errors.UNKNOWN_TOPIC_OR_PARTITION);
            }
        }
        return known;
    }
}
