package io.volok.server.kafka.group;

import io.volok.server.kafka.wire.ApiHandler;
import io.volok.server.kafka.wire.Exchange;
import java.util.List;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.message.ShareGroupHeartbeatRequestData;
import org.apache.kafka.common.protocol.Errors;

/**
 * ShareGroupHeartbeat v1 (KIP-932): joins, stays in and leaves a group whose members share the records of partitions.
 */
record ShareGroupHeartbeatHandler(GroupFace face) implements ApiHandler<ShareGroupHeartbeatRequestData> {

    @Override
    public void handle(ShareGroupHeartbeatRequestData request, Exchange exchange) {
        if (!face.mayGroup(exchange, AclOperation.READ, request.groupId())) {
            GroupFace.refuse(request, exchange, Errors.GROUP_AUTHORIZATION_FAILED);
        } else if (!mayDescribe(request.subscribedTopicNames(), exchange)) {
            GroupFace.refuse(request, exchange, Errors.TOPIC_AUTHORIZATION_FAILED);
        } else {
            face.relay(request, exchange,
                    coordinator -> coordinator.shareGroupHeartbeat(exchange.context(), request));
        }
    }

    private boolean mayDescribe(List<String> topics, Exchange exchange) {
        return topics == null
                || topics.stream().allMatch(topic -> face.mayTopic(exchange, AclOperation.DESCRIBE, topic));
    }
}
