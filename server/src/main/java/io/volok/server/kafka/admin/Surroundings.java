package io.volok.server.kafka.admin;

import io.volok.broker.partition.Topics;
import io.volok.broker.partition.TopicsImage;
import io.volok.server.kafka.wire.Access;
import io.volok.server.kafka.wire.Broker;
import io.volok.server.kafka.wire.Exchange;
import java.util.List;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.Resource;
import org.apache.kafka.common.resource.ResourceType;

/** What the administrative handlers share. */
public record Surroundings(Topics topics, Access access, Broker broker, BrokerSettings settings) {

    /** What can be permitted on a topic, as Kafka counts it. */
    private static final List<AclOperation> TOPIC_OPERATIONS = List.of(AclOperation.READ, AclOperation.WRITE,
            AclOperation.CREATE, AclOperation.DELETE, AclOperation.ALTER, AclOperation.DESCRIBE,
            AclOperation.DESCRIBE_CONFIGS, AclOperation.ALTER_CONFIGS);
    /** What can be permitted on the cluster. */
    private static final List<AclOperation> CLUSTER_OPERATIONS = List.of(AclOperation.CREATE, AclOperation.ALTER,
            AclOperation.DESCRIBE, AclOperation.CLUSTER_ACTION, AclOperation.DESCRIBE_CONFIGS,
            AclOperation.ALTER_CONFIGS, AclOperation.IDEMPOTENT_WRITE);

    TopicsImage image() {
        return topics.image();
    }

    boolean mayTopic(Exchange exchange, AclOperation operation, String topic) {
        return access.permits(exchange, operation, ResourceType.TOPIC, topic);
    }

    boolean mayCluster(Exchange exchange, AclOperation operation) {
        return access.permits(exchange, operation, ResourceType.CLUSTER, Resource.CLUSTER_NAME);
    }

    /** A topic may be created by those who may create it, or any. */
    boolean mayCreate(Exchange exchange, String topic) {
        return mayCluster(exchange, AclOperation.CREATE) || mayTopic(exchange, AclOperation.CREATE, topic);
    }

    int permittedOnTopic(Exchange exchange, String topic) {
        return access.permittedBits(exchange, TOPIC_OPERATIONS, ResourceType.TOPIC, topic);
    }

    int permittedOnCluster(Exchange exchange) {
        return access.permittedBits(exchange, CLUSTER_OPERATIONS, ResourceType.CLUSTER, Resource.CLUSTER_NAME);
    }
}
