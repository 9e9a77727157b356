package io.volok.server.kafka.group;

import io.volok.server.kafka.wire.ApiHandler;
import io.volok.server.kafka.wire.Exchange;
import java.util.List;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatRequestData;
import org.apache.kafka.common.protocol.Errors;

/**
 * ConsumerGroupHeartbeat v0-1 (KIP-848).
 *
 * <ul>
 *   <li>Joins, stays in and leaves a group whose partitions the broker assigns.
 *   <li>v1 lets the client choose its member id, and subscribes by a regular expression (RE2J) that is resolved here.
 * </ul>
 */
record ConsumerGroupHeartbeatHandler(GroupFace face) implements ApiHandler<ConsumerGroupHeartbeatRequestData> {

    @Override
    public void handle(ConsumerGroupHeartbeatRequestData request, Exchange exchange) {
        if (!face.mayGroup(exchange, AclOperation.READ, request.groupId())) {
            GroupFace.refuse(request, exchange, Errors.GROUP_AUTHORIZATION_FAILED);
        } else if (!mayDescribe(request.subscribedTopicNames(), exchange)) {
            GroupFace.refuse(request, exchange, Errors.TOPIC_AUTHORIZATION_FAILED);
        } else {
            face.relay(request, exchange,
                    coordinator -> coordinator.consumerGroupHeartbeat(exchange.context(), request));
        }
    }

    private boolean mayDescribe(List<String> topics, Exchange exchange) {
        return topics == null
                || topics.stream().allMatch(topic -> face.mayTopic(exchange, AclOperation.DESCRIBE, topic));
    }
}
