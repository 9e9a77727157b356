package io.volok.server.kafka.group;

import io.volok.server.kafka.wire.ApiHandler;
import io.volok.server.kafka.wire.Exchange;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.message.DeleteGroupsRequestData;
import org.apache.kafka.common.message.DeleteGroupsResponseData;
import org.apache.kafka.common.message.DeleteGroupsResponseData.DeletableGroupResult;
import org.apache.kafka.common.message.DeleteGroupsResponseData.DeletableGroupResultCollection;
import org.apache.kafka.common.utils.internals.BufferSupplier;

/** DeleteGroups v0-3: removes groups without members, of any type, with their offsets. */
record DeleteGroupsHandler(GroupFace face) implements ApiHandler<DeleteGroupsRequestData> {

    @Override
    public void handle(DeleteGroupsRequestData request, Exchange exchange) {
        List<String> distinct = request.groupsNames().stream().distinct().toList();
        var deleted = GroupList.<DeletableGroupResult>ask(face, exchange, AclOperation.DELETE, distinct,
                (groupId, error) -> new DeletableGroupResult().setGroupId(groupId).setErrorCode(error.code()),
                groupIds -> face.ask(coordinator -> coordinator
                        .deleteGroups(exchange.context(), groupIds, BufferSupplier.NO_CACHING)
                        .thenApply(DeleteGroupsHandler::detached)));
        face.answer(request, exchange, deleted.thenApply(results -> new DeleteGroupsResponseData()
                .setResults(new DeletableGroupResultCollection(results.iterator()))));
    }

    /** An element of such a collection belongs to it; only a copy may go into another one. */
    private static List<DeletableGroupResult> detached(DeletableGroupResultCollection results) {
        List<DeletableGroupResult> copies = new ArrayList<>();
        results.forEach(result -> copies.add(result.duplicate()));
        return copies;
    }
}
