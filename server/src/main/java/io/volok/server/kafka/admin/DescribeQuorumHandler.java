package io.volok.server.kafka.admin;

import io.volok.server.kafka.wire.ApiHandler;
import io.volok.server.kafka.wire.Exchange;
import java.util.List;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.message.DescribeQuorumRequestData;
import org.apache.kafka.common.message.DescribeQuorumResponseData;
import org.apache.kafka.common.message.DescribeQuorumResponseData.Listener;
import org.apache.kafka.common.message.DescribeQuorumResponseData.PartitionData;
import org.apache.kafka.common.message.DescribeQuorumResponseData.ReplicaState;
import org.apache.kafka.common.message.DescribeQuorumResponseData.TopicData;
import org.apache.kafka.common.protocol.Errors;

/**
 * DescribeQuorum v0-2: a quorum of one, which is this broker. The offset is the version of the catalog's image: it
 * grows with every change, as the offset of Kafka's metadata log does.
 */
final class DescribeQuorumHandler implements ApiHandler<DescribeQuorumRequestData> {

    private static final String METADATA_TOPIC = "__cluster_metadata";

    private final Surroundings surroundings;

    DescribeQuorumHandler(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public void handle(DescribeQuorumRequestData request, Exchange exchange) {
        if (!surroundings.mayCluster(exchange, AclOperation.DESCRIBE)) {
            throw new ClusterAuthorizationException(Errors.CLUSTER_AUTHORIZATION_FAILED.message());
        }
        DescribeQuorumResponseData response = new DescribeQuorumResponseData().setErrorMessage("");
        boolean fits = request.topics().size() == 1 && request.topics().getFirst().topicName().equals(METADATA_TOPIC)
                && request.topics().getFirst().partitions().size() == 1
                && request.topics().getFirst().partitions().getFirst().partitionIndex() == 0;
        if (!fits) {
            request.topics().forEach(topic -> response.topics().add(unknown(topic)));
            exchange.answer(response);
            return;
        }
        long nowMs = exchange.shard().nowMs();
        long offset = surroundings.image().version();
        ReplicaState voter = new ReplicaState().setReplicaId(surroundings.broker().id()).setLogEndOffset(offset)
                .setLastFetchTimestamp(nowMs).setLastCaughtUpTimestamp(nowMs);
        response.topics().add(new TopicData().setTopicName(METADATA_TOPIC).setPartitions(List.of(new PartitionData()
                .setPartitionIndex(0).setErrorMessage("").setLeaderId(surroundings.broker().id()).setLeaderEpoch(1)
                .setHighWatermark(offset).setCurrentVoters(List.of(voter)))));
        Node here = surroundings.broker().nodeFor(exchange.session());
        DescribeQuorumResponseData.Node node = new DescribeQuorumResponseData.Node().setNodeId(here.id());
        node.listeners().add(new Listener().setName(exchange.session().peer().listener().value())
                .setHost(here.host()).setPort(here.port()));
        response.nodes().add(node);
        exchange.answer(response);
    }

    private static TopicData unknown(DescribeQuorumRequestData.TopicData topic) {
        TopicData answer = new TopicData().setTopicName(topic.topicName());
        topic.partitions().forEach(partition -> answer.partitions().add(new PartitionData()
                .setPartitionIndex(partition.partitionIndex())
                .setErrorCode(Errors.UNKNOWN_TOPIC_OR_PARTITION.code())
                .setErrorMessage(Errors.UNKNOWN_TOPIC_OR_PARTITION.message())));
        return answer;
    }
}
