package io.volok.server.kafka.group;

import io.volok.server.kafka.wire.ApiHandler;
import io.volok.server.kafka.wire.Exchange;
import java.util.List;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.message.DescribeGroupsRequestData;
import org.apache.kafka.common.message.DescribeGroupsResponseData;
import org.apache.kafka.common.message.DescribeGroupsResponseData.DescribedGroup;
import org.apache.kafka.common.protocol.Errors;

/**
 * DescribeGroups v0-6: classic groups.
 *
 * <ul>
 *   <li>An unknown group is Dead; from v6 on it also has the error GROUP_ID_NOT_FOUND.
 *   <li>From v3 on the permitted operations are told to who asks for them.
 * </ul>
 */
record DescribeGroupsHandler(GroupFace face) implements ApiHandler<DescribeGroupsRequestData> {

    @Override
    public void handle(DescribeGroupsRequestData request, Exchange exchange) {
        var described = GroupList.ask(face, exchange, AclOperation.DESCRIBE, request.groups(),
                (groupId, error) -> new DescribedGroup().setGroupId(groupId).setErrorCode(error.code()),
                groupIds -> face.ask(coordinator -> coordinator.describeGroups(exchange.context(), groupIds)));
        face.answer(request, exchange, described.thenApply(groups -> {
            if (request.includeAuthorizedOperations()) {
                addPermitted(groups, exchange);
            }
            return new DescribeGroupsResponseData().setGroups(groups);
        }));
    }

    private void addPermitted(List<DescribedGroup> groups, Exchange exchange) {
        for (DescribedGroup group : groups) {
            if (group.errorCode() == Errors.NONE.code()) {
                group.setAuthorizedOperations(face.permittedOn(exchange, group.groupId()));
            }
        }
    }
}
