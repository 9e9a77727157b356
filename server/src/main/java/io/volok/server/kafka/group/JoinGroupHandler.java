package io.volok.server.kafka.group;

import io.volok.server.kafka.wire.ApiHandler;
import io.volok.server.kafka.wire.Exchange;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.message.JoinGroupRequestData;
import org.apache.kafka.common.message.JoinGroupResponseData;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.JoinGroupResponse;
import org.apache.kafka.common.utils.internals.BufferSupplier;

/**
 * JoinGroup v0-9.
 *
 * <ul>
 *   <li>The answer waits until the rebalance is through.
 *   <li>v0 has no rebalance time-out: the session time-out stands for it.
 *   <li>From v4 on a member without an id is given one and has to come again; from v5 on members may be static.
 * </ul>
 */
record JoinGroupHandler(GroupFace face) implements ApiHandler<JoinGroupRequestData> {

    @Override
    public void handle(JoinGroupRequestData request, Exchange exchange) {
        short version = exchange.version();
        if (!face.mayGroup(exchange, AclOperation.READ, request.groupId())) {
            exchange.answer(shaped(new JoinGroupResponseData()
                    .setErrorCode(Errors.GROUP_AUTHORIZATION_FAILED.code()), version));
            return;
        }
        if (version == 0) {
            request.setRebalanceTimeoutMs(request.sessionTimeoutMs());
        }
        face.relay(request, exchange, coordinator -> coordinator
                .joinGroup(exchange.context(), request, BufferSupplier.NO_CACHING)
                .thenApply(response -> shaped(response, version)));
    }

    /** Before v7 the name of the chosen protocol is empty where later versions say null. */
    private static JoinGroupResponseData shaped(JoinGroupResponseData response, short version) {
        return new JoinGroupResponse(response, version).data();
    }
}
