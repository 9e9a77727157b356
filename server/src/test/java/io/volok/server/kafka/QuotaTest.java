package io.volok.server.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidRequestException;
import org.apache.kafka.common.errors.ThrottlingQuotaExceededException;
import org.apache.kafka.common.message.ApiVersionsRequestData;
import org.apache.kafka.common.message.CreateTopicsRequestData;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopic;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopicCollection;
import org.apache.kafka.common.message.CreateTopicsResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.quota.ClientQuotaAlteration;
import org.apache.kafka.common.quota.ClientQuotaEntity;
import org.apache.kafka.common.quota.ClientQuotaFilter;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class QuotaTest {

    private static final ClientQuotaEntity SLOW = new ClientQuotaEntity(Map.of(ClientQuotaEntity.CLIENT_ID, "slow"));

    @TempDir
    private Path data;

    @Test
    void quotasAreSetDescribedKeptAndRemoved() throws Exception {
        try (KafkaFixture kafka = new KafkaFixture(data, 1, Map.of()); Admin admin = admin(kafka)) {
            set(admin, SLOW, "producer_byte_rate", 1000.0);
            assertThatThrownBy(() -> set(admin, SLOW, "no_such_rate", 1.0))
                    .hasCauseInstanceOf(InvalidRequestException.class);
        }
        try (KafkaFixture kafka = new KafkaFixture(data, 1, Map.of()); Admin admin = admin(kafka)) {
            assertThat(admin.describeClientQuotas(ClientQuotaFilter.all()).entities().get())
                    .containsExactly(Map.entry(SLOW, Map.of("producer_byte_rate", 1000.0)));
            set(admin, SLOW, "producer_byte_rate", null);
            assertThat(admin.describeClientQuotas(ClientQuotaFilter.all()).entities().get()).isEmpty();
            assertThat(kafka.failure()).isNull();
        }
    }

    @Test
    void whoUsesTooMuchIsSlowedDownAndOthersAreNot() throws Exception {
        try (KafkaFixture kafka = new KafkaFixture(data, 1, Map.of()); Admin admin = admin(kafka)) {
            set(admin, SLOW, "producer_byte_rate", 10_000.0);
            set(admin, SLOW, "consumer_byte_rate", 50_000.0);
            assertThat(produce(kafka, "slow")).isPositive();
            assertThat(produce(kafka, "quick")).isZero();
            assertThat(consume(kafka, "slow")).isEqualTo(240);
            assertThat(kafka.failure()).isNull();
        }
    }

    @Test
    void whoKeepsTheBrokerBusyIsSlowedDown() throws Exception {
        try (KafkaFixture kafka = new KafkaFixture(data, 1, Map.of()); Admin admin = admin(kafka)) {
            set(admin, SLOW, "request_percentage", 0.001);
            assertThat(produce(kafka, "slow")).isPositive().isLessThanOrEqualTo(1000);
            assertThat(produce(kafka, "quick")).isZero();
            set(admin, SLOW, "request_percentage", null);
            assertThat(produce(kafka, "slow")).isZero();
            assertThat(kafka.failure()).isNull();
        }
    }

    /** KIP-599: the burst is eleven seconds' worth, and it may be overdrawn once. */
    @Test
    void whoChangesTooMuchIsRefusedOrSlowedDown() throws Exception {
        ClientQuotaEntity user = new ClientQuotaEntity(Map.of(ClientQuotaEntity.USER, "ANONYMOUS"));
        try (KafkaFixture kafka = new KafkaFixture(data, 1, Map.of()); Admin admin = admin(kafka);
                RawClient old = new RawClient(kafka.port())) {
            set(admin, user, "controller_mutation_rate", 10.0);
            admin.createTopics(List.of(new NewTopic("first", 130, (short) 1))).all().get();
            CreateTopicsOptions once = new CreateTopicsOptions().retryOnQuotaViolation(false);
            assertThatThrownBy(() -> admin.createTopics(List.of(new NewTopic("second", 1, (short) 1)), once).all().get())
                    .hasCauseInstanceOf(ThrottlingQuotaExceededException.class)
                    .hasMessageContaining("The throttling quota has been exceeded.")
                    .satisfies(thrown -> assertThat(((ThrottlingQuotaExceededException) thrown.getCause())
                            .throttleTimeMs()).isBetween(500, 2_000));
            CreateTopicsResponseData answer = (CreateTopicsResponseData) old.ask(ApiKeys.CREATE_TOPICS, (short) 5,
                    new CreateTopicsRequestData().setTopics(new CreatableTopicCollection(List.of(new CreatableTopic()
                            .setName("third").setNumPartitions(1).setReplicationFactor((short) 1)).iterator())));
            assertThat(answer.topics().find("third").errorCode()).isZero();
            assertThat(answer.throttleTimeMs()).isBetween(500, 2_100);
            assertThat(admin.listTopics().names().get()).contains("first", "third").doesNotContain("second");
            assertThat(kafka.failure()).isNull();
        }
    }

    @Test
    void limitsThatMakeNoSenseAreRefusedInKafkasWords() throws Exception {
        ClientQuotaEntity address = new ClientQuotaEntity(Map.of(ClientQuotaEntity.IP, "1.2.3.4"));
        try (KafkaFixture kafka = new KafkaFixture(data, 1, Map.of()); Admin admin = admin(kafka)) {
            assertRefused(admin, SLOW, "producer_byte_rate", 1.5, "producer_byte_rate cannot be a fractional value.");
            assertRefused(admin, SLOW, "consumer_byte_rate", 1e20,
                    "Proposed value for consumer_byte_rate is too large for a LONG.");
            assertRefused(admin, SLOW, "request_percentage", -1, "Quota request_percentage must be greater than 0");
            assertRefused(admin, address, "connection_creation_rate", 1e10,
                    "Proposed value for connection_creation_rate is too large for an INT.");
            assertRefused(admin, address, "producer_byte_rate", 1, "Invalid configuration key producer_byte_rate");
            assertRefused(admin, new ClientQuotaEntity(Map.of(ClientQuotaEntity.IP, "no.such.host.invalid")),
                    "connection_creation_rate", 1, "no.such.host.invalid is not a valid IP or resolvable host.");
            set(admin, SLOW, "controller_mutation_rate", 0.5);
        }
    }

    private static void assertRefused(Admin admin, ClientQuotaEntity entity, String key, double value, String text) {
        assertThatThrownBy(() -> set(admin, entity, key, value)).hasCauseInstanceOf(InvalidRequestException.class)
                .hasMessageEndingWith(text);
    }

    /** KIP-612: the connection is kept silent for a while, then closed. */
    @Test
    void whoConnectsTooOftenHasToWait() throws Exception {
        ClientQuotaEntity here = new ClientQuotaEntity(Map.of(ClientQuotaEntity.IP, "127.0.0.1"));
        try (KafkaFixture kafka = new KafkaFixture(data, 1, Map.of()); Admin admin = admin(kafka)) {
            admin.describeCluster().nodes().get();
            set(admin, here, "connection_creation_rate", 1.0);
            List<RawClient> clients = new ArrayList<>();
            for (int i = 0; i < 15; i++) {
                clients.add(new RawClient(kafka.port()));
            }
            long began = System.nanoTime();
            int served = 0;
            for (RawClient client : clients) {
                served += client.ask(ApiKeys.API_VERSIONS, (short) 0, new ApiVersionsRequestData()) == null ? 0 : 1;
                client.close();
            }
            assertThat(served).isBetween(10, 12);
            assertThat(System.nanoTime() - began).isGreaterThan(50_000_000L);
            assertThat(kafka.failure()).isNull();
        }
    }

    @Test
    void allTogetherConnectAtMostSoFast() throws Exception {
        Map<String, String> settings = Map.of("max.connection.creation.rate", "5", "quota.window.num", "2");
        try (KafkaFixture kafka = new KafkaFixture(data, 1, settings)) {
            long began = System.nanoTime();
            for (int i = 0; i < 20; i++) {
                try (RawClient client = new RawClient(kafka.port())) {
                    client.ask(ApiKeys.API_VERSIONS, (short) 0, new ApiVersionsRequestData());
                }
            }
            assertThat(System.nanoTime() - began).isGreaterThan(1_500_000_000L);
            assertThat(kafka.failure()).isNull();
        }
    }

    /** Produces 120 KB and returns the throttle time that the client was told. */
    private static double produce(KafkaFixture kafka, String client) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(Map.of("bootstrap.servers", kafka.bootstrap(),
                "client.id", client), new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int i = 0; i < 120; i++) {
                producer.send(new ProducerRecord<>("t", 0, null, new byte[1000]));
            }
            producer.flush();
            return throttled(producer.metrics(), "produce-throttle-time-max");
        }
    }

    private static int consume(KafkaFixture kafka, String client) {
        int seen = 0;
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(Map.of("bootstrap.servers",
                kafka.bootstrap(), "client.id", client, "max.partition.fetch.bytes", 20_000),
                new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            TopicPartition partition = new TopicPartition("t", 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            while (seen < 240) {
                seen += consumer.poll(Duration.ofMillis(200)).count();
            }
        }
        return seen;
    }

    private static double throttled(Map<MetricName, ? extends Metric> metrics, String name) {
        return metrics.entrySet().stream().filter(entry -> entry.getKey().name().equals(name))
                .mapToDouble(entry -> (Double) entry.getValue().metricValue()).filter(Double::isFinite).max().orElse(0);
    }

    private static Admin admin(KafkaFixture kafka) {
        return Admin.create(Map.of("bootstrap.servers", kafka.bootstrap()));
    }

    private static void set(Admin admin, ClientQuotaEntity entity, String key, Double value) throws Exception {
        admin.alterClientQuotas(List.of(new ClientQuotaAlteration(entity,
                List.of(new ClientQuotaAlteration.Op(key, value))))).all().get();
    }
}
