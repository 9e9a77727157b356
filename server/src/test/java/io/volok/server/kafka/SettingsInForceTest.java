package io.volok.server.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.AlterConfigOp.OpType;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ConfigEntry.ConfigSource;
import org.apache.kafka.clients.admin.DescribeConfigsOptions;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.InvalidRequestException;
import org.apache.kafka.common.errors.InvalidSessionTimeoutException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.message.ApiVersionsRequestData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Settings of the broker do what they say, from its start or from the moment at which they are changed. */
@Timeout(60)
class SettingsInForceTest {

    private static final ConfigResource THIS = new ConfigResource(ConfigResource.Type.BROKER, "1");
    private static final ConfigResource ALL = new ConfigResource(ConfigResource.Type.BROKER, "");
    private static final ConfigResource TOPIC = new ConfigResource(ConfigResource.Type.TOPIC, "t");

    @TempDir
    private Path data;

    @Test
    void topicsOnDemandFollowTheDefaults() throws Exception {
        try (KafkaFixture kafka = new KafkaFixture(data, 1, Map.of("num.partitions", "3"));
                Admin admin = admin(kafka); KafkaProducer<byte[], byte[]> producer = producer(kafka, Map.of())) {
            producer.send(new ProducerRecord<>("t", new byte[1])).get();
            assertThat(admin.describeTopics(List.of("t")).allTopicNames().get().get("t").partitions()).hasSize(3);
        }
    }

    @Test
    void topicsAreNotMadeOnDemandIfThatIsSwitchedOff() throws Exception {
        try (KafkaFixture kafka = new KafkaFixture(data, 1, Map.of("auto.create.topics.enable", "false"));
                KafkaProducer<byte[], byte[]> producer = producer(kafka, Map.of("max.block.ms", 1000))) {
            assertThatThrownBy(() -> producer.send(new ProducerRecord<>("t", new byte[1])).get())
                    .hasCauseInstanceOf(TimeoutException.class);
        }
    }

    @Test
    void defaultsOfTopicsChangeLive() throws Exception {
        try (KafkaFixture kafka = new KafkaFixture(data, 1, Map.of("log.retention.hours", "2")); Admin admin = admin(kafka);
                KafkaProducer<byte[], byte[]> producer = producer(kafka, Map.of())) {
            admin.createTopics(List.of(new NewTopic("t", 1, (short) 1))).all().get();
            assertThat(ofTopic(admin, "retention.ms").value()).isEqualTo("7200000");
            assertThat(ofTopic(admin, "retention.ms").source()).isEqualTo(ConfigSource.STATIC_BROKER_CONFIG);
            alter(admin, ALL, "log.retention.ms", "1000000");
            assertThat(ofTopic(admin, "retention.ms").value()).isEqualTo("1000000");
            assertThat(ofTopic(admin, "retention.ms").source()).isEqualTo(ConfigSource.DYNAMIC_DEFAULT_BROKER_CONFIG);
            producer.send(new ProducerRecord<>("t", new byte[5000])).get();
            alter(admin, THIS, "message.max.bytes", "2000");
            assertThatThrownBy(() -> producer.send(new ProducerRecord<>("t", new byte[5000])).get())
                    .hasCauseInstanceOf(RecordTooLargeException.class)
                    .hasMessageEndingWith(": " + Errors.MESSAGE_TOO_LARGE.message());
            alter(admin, THIS, "message.max.bytes", null);
            producer.send(new ProducerRecord<>("t", new byte[5000])).get();
        }
    }

    @Test
    void connectionsAreLimitedByNumberSilenceAndSizeOfRequests() throws Exception {
        try (KafkaFixture kafka = new KafkaFixture(data, 1,
                Map.of("connections.max.idle.ms", "1500", "socket.request.max.bytes", "20000"))) {
            try (RawClient silent = new RawClient(kafka.port())) {
                assertThat(versions(silent)).isNotNull();
                assertThat(silent.readFrame()).as("closed after a silence").isNull();
            }
            try (RawClient large = new RawClient(kafka.port())) {
                large.sendBytes(ByteBuffer.allocate(1000).putInt(20_001).array());
                assertThat(large.readFrame()).as("closed for its size").isNull();
            }
        }
    }

    @Test
    void theNumberOfConnectionsOfAnAddressChangesLive() throws Exception {
        try (KafkaFixture kafka = new KafkaFixture(data, 1, Map.of()); Admin admin = admin(kafka)) {
            alter(admin, THIS, "max.connections.per.ip", "1");
            try (RawClient refused = new RawClient(kafka.port())) {
                assertThat(versions(refused)).isNull();
            }
            alter(admin, THIS, "max.connections.per.ip.overrides", "127.0.0.1:50");
            try (RawClient welcome = new RawClient(kafka.port())) {
                assertThat(versions(welcome)).isNotNull();
            }
        }
    }

    @Test
    void connectionsOfTheBrokerAndOfAListenerWaitForAPlaceUntilTheLimitGrows() throws Exception {
        for (String key : List.of("max.connections", "listener.name.plaintext.max.connections")) {
            try (KafkaFixture kafka = new KafkaFixture(data.resolve(key), 1, Map.of()); Admin admin = admin(kafka)) {
                alter(admin, THIS, key, "1");
                try (RawClient waiting = new RawClient(kafka.port())) {
                    waiting.sendFrame(RawClient.encode(ApiKeys.API_VERSIONS, (short) 0, new ApiVersionsRequestData(), 1));
                    assertThat(waiting.isSilent(300)).as("waits").isTrue();
                    assertThat(describe(admin, key).value()).isEqualTo("1");
                    alter(admin, THIS, key, null);
                    assertThat(waiting.readFrame()).isNotNull();
                }
                assertThatThrownBy(() -> alter(admin, THIS, "listener.name.plaintext.max.connections", "0"))
                        .hasCauseInstanceOf(InvalidRequestException.class).hasMessageContaining("max.connections");
            }
        }
    }

    @Test
    void coordinatorsFollowTheirSettings() throws Exception {
        Map<String, String> settings = Map.of("offsets.topic.num.partitions", "2",
                "transaction.state.log.num.partitions", "3", "group.min.session.timeout.ms", "5000",
                "group.initial.rebalance.delay.ms", "0");
        try (KafkaFixture kafka = new KafkaFixture(data, 1, settings); Admin admin = admin(kafka)) {
            admin.createTopics(List.of(new NewTopic("t", 1, (short) 1))).all().get();
            try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(Map.of("bootstrap.servers",
                    kafka.bootstrap(), "group.id", "g", "session.timeout.ms", "1000", "heartbeat.interval.ms", "300"),
                    new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
                consumer.subscribe(List.of("t"));
                assertThatThrownBy(() -> consumer.poll(Duration.ofSeconds(20)))
                        .isInstanceOf(InvalidSessionTimeoutException.class);
            }
            try (KafkaProducer<byte[], byte[]> producer = producer(kafka, Map.of("transactional.id", "x"))) {
                producer.initTransactions();
            }
            Set<String> internal = admin.listTopics(new ListTopicsOptions().listInternal(true)).names().get();
            assertThat(internal).contains("__consumer_offsets", "__transaction_state");
            var topics = admin.describeTopics(internal).allTopicNames().get();
            assertThat(topics.get("__consumer_offsets").partitions()).hasSize(2);
            assertThat(topics.get("__transaction_state").partitions()).hasSize(3);
        }
    }

    private static ConfigEntry describe(Admin admin, String key) throws Exception {
        return admin.describeConfigs(List.of(THIS)).all().get().get(THIS).get(key);
    }

    private static ApiMessage versions(RawClient client) throws Exception {
        return client.ask(ApiKeys.API_VERSIONS, (short) 0, new ApiVersionsRequestData());
    }

    private static ConfigEntry ofTopic(Admin admin, String name) throws Exception {
        return admin.describeConfigs(List.of(TOPIC), new DescribeConfigsOptions().includeSynonyms(true)).all().get()
                .get(TOPIC).get(name);
    }

    private static void alter(Admin admin, ConfigResource resource, String name, String value)
            throws ExecutionException, InterruptedException {
        admin.incrementalAlterConfigs(Map.of(resource, List.of(new AlterConfigOp(new ConfigEntry(name, value),
                value == null ? OpType.DELETE : OpType.SET)))).all().get();
    }

    private static KafkaProducer<byte[], byte[]> producer(KafkaFixture kafka, Map<String, Object> more) {
        Map<String, Object> config = new HashMap<>(more);
        config.put("bootstrap.servers", kafka.bootstrap());
        return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private static Admin admin(KafkaFixture kafka) {
        return Admin.create(Map.of("bootstrap.servers", kafka.bootstrap()));
    }
}
