package io.volok.server.kafka.group;

import io.volok.server.kafka.wire.ApiHandler;
import io.volok.server.kafka.wire.Exchange;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.message.ListGroupsRequestData;
import org.apache.kafka.common.message.ListGroupsResponseData;
import org.apache.kafka.common.resource.Resource;
import org.apache.kafka.common.resource.ResourceType;

/**
 * ListGroups v0-5.
 *
 * <ul>
 *   <li>Who may describe the cluster sees every group, anybody else those that he may describe.
 *   <li>v4 filters by state, v5 by type of group.
 * </ul>
 */
record ListGroupsHandler(GroupFace face) implements ApiHandler<ListGroupsRequestData> {

    @Override
    public void handle(ListGroupsRequestData request, Exchange exchange) {
        face.relay(request, exchange, coordinator -> coordinator.listGroups(exchange.context(), request)
                .thenApply(response -> visible(response, exchange)));
    }

    private ListGroupsResponseData visible(ListGroupsResponseData response, Exchange exchange) {
        boolean all = face.access().permits(
                exchange, AclOperation.DESCRIBE, ResourceType.CLUSTER, Resource.CLUSTER_NAME);
        return all ? response : response.setGroups(response.groups().stream()
                .filter(group -> face.mayGroup(exchange, AclOperation.DESCRIBE, group.groupId()))
                .toList());
    }
}
