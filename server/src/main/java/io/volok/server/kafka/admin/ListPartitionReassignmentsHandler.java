package io.volok.server.kafka.admin;

import io.volok.server.kafka.wire.ApiHandler;
import io.volok.server.kafka.wire.Exchange;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.message.ListPartitionReassignmentsRequestData;
import org.apache.kafka.common.message.ListPartitionReassignmentsResponseData;
import org.apache.kafka.common.protocol.Errors;

/** ListPartitionReassignments v0: none is ever under way. */
final class ListPartitionReassignmentsHandler implements ApiHandler<ListPartitionReassignmentsRequestData> {

    private final Surroundings surroundings;

    ListPartitionReassignmentsHandler(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public void handle(ListPartitionReassignmentsRequestData request, Exchange exchange) {
        if (!surroundings.mayCluster(exchange, AclOperation.DESCRIBE)) {
            throw new ClusterAuthorizationException(Errors.CLUSTER_AUTHORIZATION_FAILED.message());
        }
        exchange.answer(new ListPartitionReassignmentsResponseData().setErrorMessage(null));
    }
}
