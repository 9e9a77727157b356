package io.volok.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Kafka's command-line tools say what they say about a Kafka broker, and end with the same codes. */
@Timeout(120)
class ToolsTest {

    @TempDir
    private Path directory;
    private Broker broker;
    private Tool tool;

    @BeforeEach
    void start() throws Exception {
        broker = Broker.start(directory.resolve("data"), "super.users=User:ANONYMOUS",
                "authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer");
        tool = new Tool(broker.bootstrapServers());
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    @Test
    void topicsAndTheirRecords() throws Exception {
        says("TopicCommand --create --topic t.x --partitions 1", "Created topic t.x.");
        refuses("TopicCommand --create --topic t_x", "Topic 't_x' collides with existing topic: t.x");
        refuses("TopicCommand --alter --topic t.x --partitions 1", "Topic already has 1 partition(s).");
        says("TopicCommand --create --topic compact --config cleanup.policy=compact", "Created topic compact.");
        assertThat(tool.run("ConsoleProducer --topic t.x", "a\nb\nc\nd\n").code()).isZero();
        says("consumer.ConsoleConsumer --topic t.x --from-beginning --max-messages 4", "a\nb\nc\nd\n");
        for (String time : new String[] {"-1", "latest"}) {
            says("GetOffsetShell --topic t.x --time " + time, "t.x:0:4");
        }
        for (String time : new String[] {"-2", "earliest", "-4", "earliest-local", "0"}) {
            says("GetOffsetShell --topic t.x --time " + time, "t.x:0:0");
        }
        says("GetOffsetShell --topic t.x --time -3", "t.x:0:");
        says("GetOffsetShell --topic t.x --time -5", "");
        says("DeleteRecordsCommand --offset-json-file " + offsets("t.x", 2), "partition: t.x-0\tlow_watermark: 2");
        says("DeleteRecordsCommand --offset-json-file " + offsets("t.x", 99), "OffsetOutOfRangeException: The requested "
                + "offset is not within the range of offsets maintained by the server.");
        says("DeleteRecordsCommand --offset-json-file " + offsets("compact", -1), "PolicyViolationException: Request "
                + "parameters do not satisfy the configured policy.");
        says("LogDirsCommand --describe --topic-list t.x", "\"partition\":\"t.x-0\"");
        says("TopicCommand --delete --topic t.x", "");
    }

    @Test
    void settings() {
        tool.run("TopicCommand --create --topic t");
        String configs = "kafka.admin.ConfigCommand ";
        says(configs + "--alter --entity-type topics --entity-name t --add-config retention.ms=200000",
                "Completed updating config for topic t.");
        says(configs + "--describe --entity-type topics --entity-name t",
                "retention.ms=200000 sensitive=false synonyms={DYNAMIC_TOPIC_CONFIG:retention.ms=200000}");
        refuses(configs + "--alter --entity-type topics --entity-name none --add-config retention.ms=1",
                "The topic 'none' does not exist.");
        says(configs + "--alter --entity-type brokers --entity-default --add-config log.retention.ms=1000000",
                "Completed updating default config for brokers in the cluster.");
        says(configs + "--describe --entity-type brokers --entity-default",
                "log.retention.ms=1000000 sensitive=false synonyms={DYNAMIC_DEFAULT_BROKER_CONFIG:log.retention.ms=1000000}");
        refuses(configs + "--alter --entity-type brokers --entity-name 1 --add-config node.id=2",
                "Cannot update these configs dynamically: [node.id]");
        says(configs + "--describe --entity-type broker-loggers --entity-name 1", "root=");
        says(configs + "--alter --entity-type users --entity-name ann --add-config SCRAM-SHA-256=[iterations=4096,password=p]",
                "Completed updating config for user ann.");
        says(configs + "--describe --entity-type users --entity-name ann",
                "SCRAM credential configs for user-principal 'ann' are SCRAM-SHA-256=iterations=4096");
        says(configs + "--alter --entity-type clients --entity-name c --add-config request_percentage=150",
                "Completed updating config for client c.");
        says(configs + "--describe --entity-type clients",
                "Quota configs for client-id 'c' are request_percentage=150.0");
        says(configs + "--alter --entity-type groups --entity-name g --add-config consumer.session.timeout.ms=50000",
                "Completed updating config for group g.");
        says(configs + "--alter --entity-type client-metrics --entity-name m --add-config interval.ms=60000",
                "Completed updating config for client-metric m.");
        says("ClientMetricsCommand --list", "m");
    }

    @Test
    void groups() {
        tool.run("TopicCommand --create --topic t");
        tool.run("ConsoleProducer --topic t", "a\nb\n");
        says("consumer.ConsoleConsumer --topic t --group g --from-beginning --max-messages 2", "a\nb\n");
        says("consumer.group.ConsumerGroupCommand --describe --group g", "Consumer group 'g' has no active members.");
        says("consumer.group.ConsumerGroupCommand --reset-offsets --group g --topic t --to-earliest --execute", "g");
        says("consumer.group.ConsumerGroupCommand --delete --group g", "Deletion of requested consumer groups ('g') was "
                + "successful.");
        says("kafka.admin.ConfigCommand --alter --entity-type groups --entity-name s "
                + "--add-config share.auto.offset.reset=earliest", "Completed updating config for group s.");
        says("consumer.ConsoleShareConsumer --topic t --group s --max-messages 2 --timeout-ms 10000", "a\nb\n");
        says("consumer.group.ShareGroupCommand --list", "s");
        says("consumer.group.ShareGroupCommand --describe --group s --state", "Empty");
        says("streams.StreamsGroupCommand --list", "");
        says("GroupsCommand --list", "Share");
    }

    @Test
    void rulesOfAccess() {
        says("AclCommand --add --allow-principal User:ann --operation Read --topic t", "Adding ACLs for resource "
                + "`ResourcePattern(resourceType=TOPIC, name=t, patternType=LITERAL)`:");
        says("AclCommand --list --topic t", "(principal=User:ann, host=*, operation=READ, permissionType=ALLOW)");
        says("AclCommand --remove --topic t --force", "");
        assertThat(tool.run("AclCommand --list").text()).doesNotContain("User:ann");
    }

    @Test
    void theCluster() throws Exception {
        tool.run("TopicCommand --create --topic t");
        says("BrokerApiVersionsCommand", "(id: 1 rack: null isFenced: false) -> (");
        says("ClusterTool cluster-id", "Cluster ID: ");
        says("ClusterTool list-endpoints", "unfenced");
        says("MetadataQuorumCommand describe --status", null);
        says("FeatureCommand describe", "Feature: transaction.version");
        says("reassign.ReassignPartitionsCommand --list", "No partition reassignments found.");
        Path plan = Files.writeString(directory.resolve("plan.json"), "{\"version\":1,\"partitions\":[{\"topic\":\"t\","
                + "\"partition\":0,\"replicas\":[1]}]}");
        says("reassign.ReassignPartitionsCommand --verify --reassignment-json-file " + plan,
                "Reassignment of partition t-0 is completed.");
        says("LeaderElectionCommand --election-type preferred --all-topic-partitions", "");
        says("TransactionsCommand list", "TransactionalId");
        refuses("DelegationTokenCommand --create --max-life-time-period -1 --command-config "
                + Files.createFile(directory.resolve("empty.properties")), "Delegation Token requests are not allowed");
    }

    private void says(String line, String text) {
        Tool.Outcome outcome = tool.run(line);
        assertThat(outcome.code()).as(line + "\n" + outcome.text()).isZero();
        if (text != null) {
            assertThat(outcome.text()).as(line).contains(text);
        }
    }

    private void refuses(String line, String text) {
        Tool.Outcome outcome = tool.run(line);
        assertThat(outcome.text()).as(line).contains(text);
        assertThat(outcome.code()).as(line + "\n" + outcome.text()).isEqualTo(1);
    }

    private Path offsets(String topic, long offset) throws Exception {
        return Files.writeString(directory.resolve("offsets.json"), "{\"version\":1,\"partitions\":[{\"topic\":\"" + topic
                + "\",\"partition\":0,\"offset\":" + offset + "}]}");
    }
}
