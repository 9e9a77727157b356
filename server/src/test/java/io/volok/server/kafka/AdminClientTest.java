package io.volok.server.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.AlterConfigOp.OpType;
import org.apache.kafka.clients.admin.AlterConfigsOptions;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ConfigEntry.ConfigSource;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.ListConfigResourcesOptions;
import org.apache.kafka.clients.admin.NewPartitionReassignment;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.ElectionType;
import org.apache.kafka.common.TopicCollection;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.ConfigResource.Type;
import org.apache.kafka.common.errors.ElectionNotNeededException;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.InvalidReplicaAssignmentException;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.InvalidRequestException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.UnsupportedByAuthenticationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

class AdminClientTest {

    @TempDir
    private Path data;
    private KafkaFixture kafka;
    private Admin admin;

    @BeforeEach
    void start() throws Exception {
        kafka = new KafkaFixture(data, 2, Map.of("num.partitions", "3"));
        admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrap()));
    }

    @AfterEach
    void stop() {
        admin.close();
        kafka.close();
        assertThat(kafka.failure()).isNull();
    }

    @Test
    void topicSettingsAreSetAppendedSubtractedAndDeleted() throws Exception {
        create("t");
        ConfigResource topic = new ConfigResource(Type.TOPIC, "t");
        alter(topic, op("retention.ms", "1000", OpType.SET), op("cleanup.policy", "compact", OpType.APPEND));
        assertThat(value(topic, "retention.ms").value()).isEqualTo("1000");
        assertThat(value(topic, "retention.ms").source()).isEqualTo(ConfigSource.DYNAMIC_TOPIC_CONFIG);
        assertThat(value(topic, "cleanup.policy").value()).isEqualTo("delete,compact");
        alter(topic, op("retention.ms", "", OpType.DELETE), op("cleanup.policy", "delete", OpType.SUBTRACT));
        assertThat(value(topic, "retention.ms").value()).isEqualTo("604800000");
        assertThat(value(topic, "retention.ms").source()).isEqualTo(ConfigSource.DEFAULT_CONFIG);
        assertThat(value(topic, "cleanup.policy").value()).isEqualTo("compact");
        assertThatThrownBy(() -> alter(topic, op("retention.ms", "-5", OpType.SET)))
                .hasCauseInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("Invalid value -5 for configuration retention.ms: Value must be at least -1");
    }

    @Test
    void brokerSettingsAreChangedWhileItRunsAndSaidWhereTheyComeFrom() throws Exception {
        ConfigResource broker = new ConfigResource(Type.BROKER, "1");
        ConfigResource all = new ConfigResource(Type.BROKER, "");
        assertThat(value(broker, "num.partitions").source()).isEqualTo(ConfigSource.STATIC_BROKER_CONFIG);
        assertThat(value(broker, "num.partitions").isReadOnly()).isTrue();
        alter(all, op("log.retention.ms", "5000", OpType.SET));
        assertThat(value(broker, "log.retention.ms").source())
                .isEqualTo(ConfigSource.DYNAMIC_DEFAULT_BROKER_CONFIG);
        alter(broker, op("log.retention.ms", "6000", OpType.SET));
        ConfigEntry entry = value(broker, "log.retention.ms");
        assertThat(entry.value()).isEqualTo("6000");
        create("t");
        assertThat(value(new ConfigResource(Type.TOPIC, "t"), "retention.ms").value()).isEqualTo("6000");
        assertThatThrownBy(() -> alter(broker, op("num.partitions", "7", OpType.SET)))
                .hasCauseInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("Cannot update these configs dynamically");
    }

    @Test
    void levelsOfLoggersChangeWhileTheBrokerRuns() throws Exception {
        String name = "io.volok.server.kafka.wire.KafkaSession";
        Logger logger = LoggerFactory.getLogger(name);
        ConfigResource loggers = new ConfigResource(Type.BROKER_LOGGER, "1");
        assertThat(value(loggers, "root").value()).isEqualTo("WARN");
        assertThat(value(loggers, name).isReadOnly()).isFalse();
        alter(loggers, op(name, "DEBUG", OpType.SET));
        assertThat(value(loggers, name).value()).isEqualTo("DEBUG");
        assertThat(value(loggers, name).source()).isEqualTo(ConfigSource.DYNAMIC_BROKER_LOGGER_CONFIG);
        assertThat(logger.isDebugEnabled()).isTrue();
        alter(loggers, op(name, "", OpType.DELETE));
        assertThat(value(loggers, name).value()).isEqualTo("WARN");
        assertThat(logger.isDebugEnabled()).isFalse();
        admin.incrementalAlterConfigs(Map.of(loggers, List.of(op(name, "TRACE", OpType.SET))),
                new AlterConfigsOptions().validateOnly(true)).all().get();
        assertThat(logger.isTraceEnabled()).isFalse();
    }

    @Test
    void wrongWishesForLoggersAreRefusedInKafkasWords() {
        ConfigResource loggers = new ConfigResource(Type.BROKER_LOGGER, "1");
        assertThatThrownBy(() -> alter(loggers, op("no.such", "INFO", OpType.SET)))
                .hasCauseInstanceOf(InvalidConfigurationException.class)
                .hasMessageEndingWith(": Logger no.such does not exist!");
        assertThatThrownBy(() -> alter(loggers, op("root", "LOUD", OpType.SET)))
                .hasCauseInstanceOf(InvalidConfigurationException.class)
                .hasMessageEndingWith("Cannot set the log level of root to LOUD as it is not a supported log level. "
                        + "Valid log levels are DEBUG, ERROR, FATAL, INFO, TRACE, WARN");
        assertThatThrownBy(() -> alter(loggers, op("root", "", OpType.DELETE)))
                .hasCauseInstanceOf(InvalidRequestException.class)
                .hasMessageEndingWith("Removing the log level of the root logger is not allowed");
        assertThatThrownBy(() -> alter(loggers, op("root", "INFO", OpType.APPEND)))
                .hasCauseInstanceOf(InvalidRequestException.class)
                .hasMessageEndingWith("APPEND operation is not allowed for the BROKER_LOGGER resource");
    }

    @Test
    void thereAreNoDelegationTokens() {
        assertThatThrownBy(() -> admin.createDelegationToken().delegationToken().get())
                .hasCauseInstanceOf(UnsupportedByAuthenticationException.class);
        assertThatThrownBy(() -> admin.describeDelegationToken().delegationTokens().get())
                .hasCauseInstanceOf(UnsupportedByAuthenticationException.class);
    }

    @Test
    void groupSettingsAreKept() throws Exception {
        ConfigResource group = new ConfigResource(Type.GROUP, "g");
        alter(group, op("consumer.session.timeout.ms", "46000", OpType.SET));
        assertThat(value(group, "consumer.session.timeout.ms").value()).isEqualTo("46000");
        assertThat(value(group, "consumer.heartbeat.interval.ms").value()).isEqualTo("5000");
        assertThatThrownBy(() -> alter(group, op("consumer.session.timeout.ms", "1", OpType.SET)))
                .hasCauseInstanceOf(InvalidConfigurationException.class);
        assertThat(admin.listConfigResources(Set.of(Type.GROUP), new ListConfigResourcesOptions()).all().get())
                .containsExactly(group);
    }

    @Test
    void manyPartitionsAreDescribedInPages() throws Exception {
        for (int i = 0; i < 5; i++) {
            admin.createTopics(List.of(new NewTopic("t" + i, 7, (short) 1))).all().get();
        }
        var described = admin.describeTopics(TopicCollection.ofTopicNames(List.of("t0", "t1", "t2", "t3", "t4")),
                new DescribeTopicsOptions().partitionSizeLimitPerResponse(3)).allTopicNames().get();
        assertThat(described).hasSize(5);
        described.values().forEach(topic -> assertThat(topic.partitions()).hasSize(7));
    }

    @Test
    void wrongWishesForTopicsAreRefusedInKafkasWords() throws Exception {
        create("a.b");
        assertThatThrownBy(() -> create("a_b")).hasCauseInstanceOf(InvalidTopicException.class)
                .hasMessageContaining("Topic 'a_b' collides with existing topic: a.b");
        assertThatThrownBy(() -> admin.createTopics(List.of(new NewTopic("x", 1, (short) 3))).all().get())
                .hasCauseInstanceOf(InvalidReplicationFactorException.class)
                .hasMessageContaining("only 1 broker(s) are registered");
        assertThatThrownBy(() -> admin.createTopics(List.of(new NewTopic("x", Map.of(0, List.of(9))))).all().get())
                .hasCauseInstanceOf(InvalidReplicaAssignmentException.class);
        assertThat(admin.createTopics(List.of(new NewTopic("y", Optional.empty(), Optional.empty())))
                .numPartitions("y").get()).isEqualTo(3);
    }

    @Test
    void theClusterIsDescribedAsWhatItIs() throws Exception {
        create("t");
        assertThat(admin.describeCluster().nodes().get()).hasSize(1);
        assertThat(admin.describeCluster().clusterId().get()).isEqualTo("test-cluster-id");
        assertThat(admin.describeMetadataQuorum().quorumInfo().get().leaderId()).isEqualTo(1);
        assertThat(admin.describeLogDirs(List.of(1)).allDescriptions().get().get(1).values())
                .singleElement().satisfies(directory -> assertThat(directory.replicaInfos()).hasSize(1));
        assertThat(admin.listPartitionReassignments().reassignments().get()).isEmpty();
        TopicPartition partition = new TopicPartition("t", 0);
        assertThatThrownBy(() -> admin.alterPartitionReassignments(Map.of(partition,
                Optional.of(new NewPartitionReassignment(List.of(2))))).all().get())
                .hasCauseInstanceOf(InvalidReplicaAssignmentException.class);
        var elected = admin.electLeaders(ElectionType.PREFERRED, Set.of(partition)).partitions().get();
        assertThat(elected.get(partition)).get().isInstanceOf(ElectionNotNeededException.class);
        List<String> features = new ArrayList<>(
                admin.describeFeatures().featureMetadata().get().finalizedFeatures().keySet());
        assertThat(features).contains("metadata.version", "group.version");
    }

    private void create(String name) throws Exception {
        admin.createTopics(List.of(new NewTopic(name, 1, (short) 1))).all().get();
    }

    private static AlterConfigOp op(String name, String value, OpType type) {
        return new AlterConfigOp(new ConfigEntry(name, value), type);
    }

    private void alter(ConfigResource resource, AlterConfigOp... operations) throws Exception {
        admin.incrementalAlterConfigs(Map.of(resource, List.of(operations))).all().get();
    }

    private ConfigEntry value(ConfigResource resource, String name) throws Exception {
        return admin.describeConfigs(List.of(resource)).all().get().get(resource).get(name);
    }
}
