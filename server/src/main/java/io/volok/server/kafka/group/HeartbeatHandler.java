package io.volok.server.kafka.group;

import io.volok.server.kafka.wire.ApiHandler;
import io.volok.server.kafka.wire.Exchange;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.message.HeartbeatRequestData;
import org.apache.kafka.common.protocol.Errors;

/** Heartbeat v0-4: keeps a classic member alive and tells it when to join again. */
record HeartbeatHandler(GroupFace face) implements ApiHandler<HeartbeatRequestData> {

    @Override
    public void handle(HeartbeatRequestData request, Exchange exchange) {
        if (face.mayGroup(exchange, AclOperation.READ, request.groupId())) {
            face.relay(request, exchange, coordinator -> coordinator.heartbeat(exchange.context(), request));
        } else {
            GroupFace.refuse(request, exchange, Errors.GROUP_AUTHORIZATION_FAILED);
        }
    }
}
