package io.volok.server.kafka.share;

import io.volok.server.kafka.wire.ApiHandler;
import io.volok.server.kafka.wire.ErrorForm;
import io.volok.server.kafka.wire.Exchange;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.message.DeleteShareGroupOffsetsRequestData;
import org.apache.kafka.common.message.DeleteShareGroupOffsetsRequestData.DeleteShareGroupOffsetsRequestTopic;
import org.apache.kafka.common.message.DeleteShareGroupOffsetsResponseData.DeleteShareGroupOffsetsResponseTopic;
import org.apache.kafka.common.protocol.Errors;

/** DeleteShareGroupOffsets v0: a share group without members forgets topics. */
record DeleteShareGroupOffsetsHandler(ShareFace face) implements ApiHandler<DeleteShareGroupOffsetsRequestData> {

    @Override
    public void handle(DeleteShareGroupOffsetsRequestData request, Exchange exchange) {
        if (!face.mayGroup(exchange, AclOperation.DELETE, request.groupId())) {
            exchange.answer(ErrorForm.of(exchange, request, Errors.GROUP_AUTHORIZATION_FAILED.exception()));
            return;
        }
        List<DeleteShareGroupOffsetsRequestTopic> permitted = new ArrayList<>();
        List<DeleteShareGroupOffsetsResponseTopic> refused = new ArrayList<>();
        for (DeleteShareGroupOffsetsRequestTopic topic : request.topics()) {
            if (face.mayTopic(exchange, AclOperation.READ, topic.topicName())) {
                permitted.add(topic);
            } else {
                refused.add(new DeleteShareGroupOffsetsResponseTopic().setTopicName(topic.topicName())
                        .setErrorCode(Errors.TOPIC_AUTHORIZATION_FAILED.code())
                        .setErrorMessage(Errors.TOPIC_AUTHORIZATION_FAILED.message()));
            }
        }
        var asked = new DeleteShareGroupOffsetsRequestData().setGroupId(request.groupId()).setTopics(permitted);
        face.groups().started()
                .thenCompose(coordinator -> coordinator.deleteShareGroupOffsets(exchange.context(), asked))
                .whenComplete((response, failure) -> {
                    if (failure != null) {
                        exchange.answer(ErrorForm.of(exchange, request, failure));
                        return;
                    }
                    refused.addAll(response.responses());
                    exchange.answer(response.setResponses(refused));
                });
    }
}
