package io.volok.server.kafka.admin;

import io.volok.server.kafka.wire.ApiTable;
import io.volok.server.kafka.wire.Throttle;
import java.util.function.Supplier;
import org.apache.kafka.common.protocol.ApiKeys;

/** Which handler answers which administrative API in which versions. */
public final class AdminHandlers {

    private AdminHandlers() {
    }

    /** Registers them all. */
    public static void register(ApiTable table, Surroundings surroundings, Supplier<Disk> disk, Throttle throttle) {
        registerTopics(table, surroundings, throttle);
        registerConfigs(table, surroundings);
        table.register(ApiKeys.API_VERSIONS, 0, 5, new ApiVersionsHandler(table, surroundings));
        table.register(ApiKeys.DESCRIBE_CLUSTER, 0, 2, new DescribeClusterHandler(surroundings));
        table.register(ApiKeys.DESCRIBE_QUORUM, 0, 2, new DescribeQuorumHandler(surroundings));
        table.register(ApiKeys.DESCRIBE_LOG_DIRS, 1, 5, new DescribeLogDirsHandler(surroundings, disk));
        table.register(ApiKeys.ALTER_REPLICA_LOG_DIRS, 1, 2, new AlterReplicaLogDirsHandler(surroundings, disk));
        table.register(ApiKeys.ELECT_LEADERS, 0, 2, new ElectLeadersHandler(surroundings));
        table.register(ApiKeys.ALTER_PARTITION_REASSIGNMENTS, 0, 1,
                new AlterPartitionReassignmentsHandler(surroundings));
        table.register(ApiKeys.LIST_PARTITION_REASSIGNMENTS, 0, 0,
                new ListPartitionReassignmentsHandler(surroundings));
    }

    private static void registerTopics(ApiTable table, Surroundings surroundings, Throttle throttle) {
        TopicCreation creation = new TopicCreation(surroundings.settings(), surroundings.broker().id());
        table.register(ApiKeys.METADATA, 0, 13, new MetadataHandler(surroundings, creation));
        table.register(ApiKeys.DESCRIBE_TOPIC_PARTITIONS, 0, 0, new DescribeTopicPartitionsHandler(surroundings));
        table.register(ApiKeys.CREATE_TOPICS, 2, 7,
                new CreateTopicsHandler(surroundings, creation, new MutationQuota(throttle, 6)));
        table.register(ApiKeys.DELETE_TOPICS, 1, 6,
                new DeleteTopicsHandler(surroundings, new MutationQuota(throttle, 5)));
        table.register(ApiKeys.CREATE_PARTITIONS, 0, 3,
                new CreatePartitionsHandler(surroundings, creation, new MutationQuota(throttle, 3)));
    }

    private static void registerConfigs(ApiTable table, Surroundings surroundings) {
        table.register(ApiKeys.DESCRIBE_CONFIGS, 1, 4, new DescribeConfigsHandler(surroundings));
        table.register(ApiKeys.ALTER_CONFIGS, 0, 2, new AlterConfigsHandler(surroundings));
        table.register(ApiKeys.INCREMENTAL_ALTER_CONFIGS, 0, 1, new IncrementalAlterConfigsHandler(surroundings));
        table.register(ApiKeys.LIST_CONFIG_RESOURCES, 0, 1, new ListConfigResourcesHandler(surroundings));
    }
}
