package io.volok.server.kafka.admin;

import io.volok.broker.partition.Topic;
import io.volok.server.kafka.wire.ApiHandler;
import io.volok.server.kafka.wire.Exchange;
import java.util.List;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.InvalidReplicaAssignmentException;
import org.apache.kafka.common.errors.NoReassignmentInProgressException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.message.AlterPartitionReassignmentsRequestData;
import org.apache.kafka.common.message.AlterPartitionReassignmentsRequestData.ReassignablePartition;
import org.apache.kafka.common.message.AlterPartitionReassignmentsRequestData.ReassignableTopic;
import org.apache.kafka.common.message.AlterPartitionReassignmentsResponseData;
import org.apache.kafka.common.message.AlterPartitionReassignmentsResponseData.ReassignablePartitionResponse;
import org.apache.kafka.common.message.AlterPartitionReassignmentsResponseData.ReassignableTopicResponse;
import org.apache.kafka.common.protocol.Errors;

/**
 * AlterPartitionReassignments v0-1. A partition can be assigned to this broker, where it is; to any other it cannot,
 * because there is none; and a cancellation finds nothing to cancel.
 */
final class AlterPartitionReassignmentsHandler implements ApiHandler<AlterPartitionReassignmentsRequestData> {

    private final Surroundings surroundings;

    AlterPartitionReassignmentsHandler(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public void handle(AlterPartitionReassignmentsRequestData request, Exchange exchange) {
        if (!surroundings.mayCluster(exchange, AclOperation.ALTER)) {
            throw new ClusterAuthorizationException(Errors.CLUSTER_AUTHORIZATION_FAILED.message());
        }
        AlterPartitionReassignmentsResponseData response = new AlterPartitionReassignmentsResponseData()
                .setAllowReplicationFactorChange(request.allowReplicationFactorChange()).setErrorMessage(null);
        for (ReassignableTopic asked : request.topics()) {
            Topic topic = surroundings.image().byName(asked.name());
            ReassignableTopicResponse answer = new ReassignableTopicResponse().setName(asked.name());
            response.responses().add(answer);
            for (ReassignablePartition partition : asked.partitions()) {
                ReassignablePartitionResponse slot = new ReassignablePartitionResponse()
                        .setPartitionIndex(partition.partitionIndex()).setErrorMessage(null);
                answer.partitions().add(slot);
                try {
                    check(topic, asked.name(), partition);
                } catch (ApiException refused) {
                    slot.setErrorCode(Errors.forException(refused).code()).setErrorMessage(refused.getMessage());
                }
            }
        }
        exchange.answer(response);
    }

    private void check(Topic topic, String name, ReassignablePartition asked) {
        if (topic == null || topic.partition(asked.partitionIndex()) == null) {
            throw new UnknownTopicOrPartitionException("Unable to find a topic named " + name
                    + (topic == null ? "." : " with a partition " + asked.partitionIndex() + "."));
        }
        List<Integer> replicas = asked.replicas();
        if (replicas == null) {
            throw new NoReassignmentInProgressException(Errors.NO_REASSIGNMENT_IN_PROGRESS.message());
        }
        if (replicas.isEmpty()) {
            throw new InvalidReplicaAssignmentException("The manual partition assignment includes an empty replica list.");
        }
        for (int id : replicas) {
            if (id != surroundings.broker().id()) {
                throw new InvalidReplicaAssignmentException("The manual partition assignment includes broker " + id
                        + ", but no such broker is registered.");
            }
        }
        if (replicas.size() > 1) {
            throw new InvalidReplicaAssignmentException("The manual partition assignment includes the broker "
                    + surroundings.broker().id() + " more than once.");
        }
    }
}
