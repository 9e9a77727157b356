package io.volok.server.kafka.group;

import io.volok.server.kafka.wire.ApiHandler;
import io.volok.server.kafka.wire.Exchange;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.message.SyncGroupRequestData;
import org.apache.kafka.common.message.SyncGroupResponseData;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.utils.internals.BufferSupplier;

/**
 * SyncGroup v0-5.
 *
 * <ul>
 *   <li>The answer waits for the leader's assignment.
 *   <li>From v5 on the request names the protocol; without a name it is refused.
 * </ul>
 */
record SyncGroupHandler(GroupFace face) implements ApiHandler<SyncGroupRequestData> {

    private static final int NAMES_PROTOCOL_FROM = 5;

    @Override
    public void handle(SyncGroupRequestData request, Exchange exchange) {
        boolean named = request.protocolType() != null && request.protocolName() != null;
        if (exchange.version() >= NAMES_PROTOCOL_FROM && !named) {
            exchange.answer(refusal(Errors.INCONSISTENT_GROUP_PROTOCOL));
        } else if (!face.mayGroup(exchange, AclOperation.READ, request.groupId())) {
            exchange.answer(refusal(Errors.GROUP_AUTHORIZATION_FAILED));
        } else {
            face.relay(request, exchange, coordinator ->
                    coordinator.syncGroup(exchange.context(), request, BufferSupplier.NO_CACHING));
        }
    }

    private static SyncGroupResponseData refusal(Errors error) {
        return new SyncGroupResponseData().setErrorCode(error.code());
    }
}
