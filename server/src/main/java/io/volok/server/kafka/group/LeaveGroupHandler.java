package io.volok.server.kafka.group;

import io.volok.server.kafka.wire.ApiHandler;
import io.volok.server.kafka.wire.Exchange;
import java.util.List;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.message.LeaveGroupRequestData;
import org.apache.kafka.common.message.LeaveGroupRequestData.MemberIdentity;
import org.apache.kafka.common.message.LeaveGroupResponseData;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.LeaveGroupResponse;

/**
 * LeaveGroup v0-5.
 *
 * <ul>
 *   <li>Up to v2 one member leaves and its error is the answer's; from v3 on several may, each with an error of its
 *      own.
 * </ul>
 */
record LeaveGroupHandler(GroupFace face) implements ApiHandler<LeaveGroupRequestData> {

    private static final int MANY_MEMBERS_FROM = 3;

    @Override
    public void handle(LeaveGroupRequestData request, Exchange exchange) {
        if (!face.mayGroup(exchange, AclOperation.READ, request.groupId())) {
            exchange.answer(new LeaveGroupResponseData().setErrorCode(Errors.GROUP_AUTHORIZATION_FAILED.code()));
            return;
        }
        LeaveGroupRequestData asked = exchange.version() >= MANY_MEMBERS_FROM ? request
                : new LeaveGroupRequestData().setGroupId(request.groupId())
                        .setMembers(List.of(new MemberIdentity().setMemberId(request.memberId())));
        face.relay(request, exchange, coordinator -> coordinator.leaveGroup(exchange.context(), asked)
                .thenApply(response -> new LeaveGroupResponse(response, exchange.version()).data()));
    }
}
