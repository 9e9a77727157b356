package io.volok.server.kafka.admin;

import io.volok.broker.partition.Topic;
import io.volok.broker.partition.TopicsImage;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.InvalidPartitionsException;
import org.apache.kafka.common.errors.InvalidReplicaAssignmentException;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.InvalidRequestException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableReplicaAssignment;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopic;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopicConfig;

/** Kafka's rules for new topics and partitions, and its words for breaking them. */
final class TopicCreation {

    static final int MAX_PARTITIONS_AT_ONCE = 10_000;
    private static final int DEFAULT = -1;

    private final BrokerSettings settings;
    private final int brokerId;

    TopicCreation(BrokerSettings settings, int brokerId) {
        this.settings = settings;
        this.brokerId = brokerId;
    }

    /** What a checked wish comes to. */
    record Plan(int partitions, Map<String, String> configs) {
    }

    int defaultPartitions() {
        return settings.number("num.partitions");
    }

    /**
     * Checks a wish for a topic.
     *
     * @throws ApiException if it cannot be fulfilled
     */
    Plan plan(CreatableTopic wish, TopicsImage image) {
        checkName(wish.name(), image);
        Map<String, String> configs = new HashMap<>();
        for (CreatableTopicConfig config : wish.configs()) {
            if (config.value() == null) {
                throw new InvalidConfigurationException(
                        "Null value not supported for topic configs: " + config.name());
            }
            configs.put(config.name(), config.value());
        }
        int partitions = wish.assignments().isEmpty() ? counted(wish) : assigned(wish);
        TopicSettings.check(configs);
        if (partitions > MAX_PARTITIONS_AT_ONCE) {
            throw new PolicyViolationException("Excessively large number of partitions per request.");
        }
        return new Plan(partitions, configs);
    }

    private static void checkName(String name, TopicsImage image) {
        if (name.equals("__cluster_metadata")) {
            throw new InvalidRequestException("Creation of internal topic __cluster_metadata is prohibited.");
        }
        String fault = Topic.nameFault(name);
        if (fault != null) {
            throw new InvalidTopicException("Topic name is invalid: " + fault);
        }
        if (image.byName(name) != null) {
            throw new TopicExistsException("Topic '" + name + "' already exists.");
        }
        if (name.indexOf('.') >= 0 || name.indexOf('_') >= 0) {
            String metricName = name.replace('.', '_');
            for (Topic topic : image.topics()) {
                if (topic.name().replace('.', '_').equals(metricName)) {
                    throw new InvalidTopicException(
                            "Topic '" + name + "' collides with existing topic: " + topic.name());
                }
            }
        }
    }

    private int counted(CreatableTopic wish) {
        if (wish.replicationFactor() < DEFAULT || wish.replicationFactor() == 0) {
            throw new InvalidReplicationFactorException(
                    "Replication factor must be larger than 0, or -1 to use the default value.");
        }
        if (wish.numPartitions() < DEFAULT || wish.numPartitions() == 0) {
            throw new InvalidPartitionsException(
                    "Number of partitions was set to an invalid non-positive value.");
        }
        if (wish.replicationFactor() > 1) {
            throw new InvalidReplicationFactorException("Unable to replicate the partition "
                    + wish.replicationFactor() + " time(s): The target replication factor of "
                    + wish.replicationFactor() + " cannot be reached because only 1 broker(s) are registered or some "
                    + "brokers have all their log directories cordoned.");
        }
        return wish.numPartitions() == DEFAULT ? defaultPartitions() : wish.numPartitions();
    }

    private int assigned(CreatableTopic wish) {
        if (wish.replicationFactor() != DEFAULT) {
            throw new InvalidRequestException("A manual partition assignment was specified, but replication factor was "
                    + "not set to -1.");
        }
        if (wish.numPartitions() != DEFAULT) {
            throw new InvalidRequestException("A manual partition assignment was specified, but numPartitions was not "
                    + "set to -1.");
        }
        Set<Integer> indexes = new HashSet<>();
        for (CreatableReplicaAssignment assignment : wish.assignments()) {
            if (!indexes.add(assignment.partitionIndex())) {
                throw new InvalidReplicaAssignmentException("Found multiple manual partition assignments for partition "
                        + assignment.partitionIndex());
            }
            checkReplicas(assignment.brokerIds());
        }
        for (int index = 0; index < indexes.size(); index++) {
            if (!indexes.contains(index)) {
                throw new InvalidReplicaAssignmentException("partitions should be a consecutive 0-based integer sequence");
            }
        }
        return indexes.size();
    }

    /** Checks where the replicas of a partition are to lie. */
    void checkReplicas(List<Integer> brokerIds) {
        if (brokerIds.isEmpty()) {
            throw new InvalidReplicaAssignmentException("The manual partition assignment includes an empty replica "
                    + "list.");
        }
        Set<Integer> seen = new HashSet<>();
        for (int id : brokerIds.stream().sorted().toList()) {
            if (id != brokerId) {
                throw new InvalidReplicaAssignmentException("The manual partition assignment includes broker " + id
                        + ", but no such broker is registered.");
            }
            if (!seen.add(id)) {
                throw new InvalidReplicaAssignmentException("The manual partition assignment includes the broker " + id
                        + " more than once.");
            }
        }
    }
}
