package io.volok.server.kafka.admin;

import io.volok.broker.partition.Topic;
import io.volok.server.kafka.wire.ApiHandler;
import io.volok.server.kafka.wire.Exchange;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.InvalidRequestException;
import org.apache.kafka.common.message.ElectLeadersRequestData;
import org.apache.kafka.common.message.ElectLeadersRequestData.TopicPartitions;
import org.apache.kafka.common.message.ElectLeadersResponseData;
import org.apache.kafka.common.message.ElectLeadersResponseData.PartitionResult;
import org.apache.kafka.common.message.ElectLeadersResponseData.ReplicaElectionResult;
import org.apache.kafka.common.protocol.Errors;

/** ElectLeaders v0-2: every partition is led by its only replica, so no election is ever needed. */
final class ElectLeadersHandler implements ApiHandler<ElectLeadersRequestData> {

    private static final byte UNCLEAN = 1;

    private final Surroundings surroundings;

    ElectLeadersHandler(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public void handle(ElectLeadersRequestData request, Exchange exchange) {
        if (!surroundings.mayCluster(exchange, AclOperation.ALTER)) {
            throw new ClusterAuthorizationException(Errors.CLUSTER_AUTHORIZATION_FAILED.message());
        }
        if (request.electionType() < 0 || request.electionType() > UNCLEAN) {
            throw new InvalidRequestException("Value " + request.electionType() + " must be one of [PREFERRED, UNCLEAN]");
        }
        ElectLeadersResponseData response = new ElectLeadersResponseData();
        if (request.topicPartitions() == null) {
            // Partitions for which nothing needs to be done are not mentioned, and that is all of them.
            surroundings.image().topics().forEach(topic -> response.replicaElectionResults()
                    .add(new ReplicaElectionResult().setTopic(topic.name())));
        } else {
            for (TopicPartitions asked : request.topicPartitions()) {
                Topic topic = surroundings.image().byName(asked.topic());
                ReplicaElectionResult result = new ReplicaElectionResult().setTopic(asked.topic());
                response.replicaElectionResults().add(result);
                for (int index : asked.partitions()) {
                    result.partitionResult().add(result(topic, asked.topic(), index));
                }
            }
        }
        exchange.answer(response);
    }

    private static PartitionResult result(Topic topic, String name, int index) {
        PartitionResult result = new PartitionResult().setPartitionId(index);
        if (topic == null) {
            return result.setErrorCode(Errors.UNKNOWN_TOPIC_OR_PARTITION.code())
                    .setErrorMessage("No such topic as " + name);
        }
        if (topic.partition(index) == null) {
            return result.setErrorCode(Errors.UNKNOWN_TOPIC_OR_PARTITION.code())
                    .setErrorMessage("No such partition as " + name + "-" + index);
        }
        return result.setErrorCode(Errors.ELECTION_NOT_NEEDED.code())
                .setErrorMessage(Errors.ELECTION_NOT_NEEDED.message());
    }
}
