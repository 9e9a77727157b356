package io.volok.server.kafka.share;

import io.volok.server.kafka.wire.ApiHandler;
import io.volok.server.kafka.wire.ErrorForm;
import io.volok.server.kafka.wire.Exchange;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.message.AlterShareGroupOffsetsRequestData;
import org.apache.kafka.common.message.AlterShareGroupOffsetsRequestData.AlterShareGroupOffsetsRequestTopic;
import org.apache.kafka.common.message.AlterShareGroupOffsetsRequestData.AlterShareGroupOffsetsRequestTopicCollection;
import org.apache.kafka.common.message.AlterShareGroupOffsetsResponseData;
import org.apache.kafka.common.message.AlterShareGroupOffsetsResponseData.AlterShareGroupOffsetsResponsePartition;
import org.apache.kafka.common.message.AlterShareGroupOffsetsResponseData.AlterShareGroupOffsetsResponseTopic;
import org.apache.kafka.common.protocol.Errors;

/** AlterShareGroupOffsets v0: sets where a share group without members begins. */
record AlterShareGroupOffsetsHandler(ShareFace face) implements ApiHandler<AlterShareGroupOffsetsRequestData> {

    @Override
    public void handle(AlterShareGroupOffsetsRequestData request, Exchange exchange) {
        if (!face.mayGroup(exchange, AclOperation.READ, request.groupId())) {
            exchange.answer(ErrorForm.of(exchange, request, Errors.GROUP_AUTHORIZATION_FAILED.exception()));
            return;
        }
        var permitted = new AlterShareGroupOffsetsRequestTopicCollection();
        AlterShareGroupOffsetsResponseData refused = new AlterShareGroupOffsetsResponseData();
        for (AlterShareGroupOffsetsRequestTopic topic : request.topics()) {
            if (face.mayTopic(exchange, AclOperation.READ, topic.topicName())) {
                permitted.add(topic.duplicate());
            } else {
                refused.responses().add(refusal(topic));
            }
        }
        var asked = new AlterShareGroupOffsetsRequestData().setGroupId(request.groupId()).setTopics(permitted);
        face.groups().started().thenCompose(coordinator ->
                        coordinator.alterShareGroupOffsets(exchange.context(), request.groupId(), asked))
                .whenComplete((response, failure) -> {
                    if (failure != null) {
                        exchange.answer(ErrorForm.of(exchange, request, failure));
                        return;
                    }
                    refused.responses().forEach(topic -> response.responses().add(topic.duplicate()));
                    exchange.answer(response);
                });
    }

    private static AlterShareGroupOffsetsResponseTopic refusal(AlterShareGroupOffsetsRequestTopic topic) {
        return new AlterShareGroupOffsetsResponseTopic().setTopicName(topic.topicName()).setPartitions(
                topic.partitions().stream().map(partition -> new AlterShareGroupOffsetsResponsePartition()
                        .setPartitionIndex(partition.partitionIndex())
                        .setErrorCode(Errors.TOPIC_AUTHORIZATION_FAILED.code())
                        .setErrorMessage(Errors.TOPIC_AUTHORIZATION_FAILED.message())).toList());
    }
}
