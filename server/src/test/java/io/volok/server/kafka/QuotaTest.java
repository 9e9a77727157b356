package io.volok.server.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidRequestException;
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
