package io.volok.server.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProduceFetchTest {

    @TempDir
    private Path data;

    @ParameterizedTest
    @CsvSource({"none,1", "gzip,1", "snappy,2", "lz4,2", "zstd,1"})
    void whatIsProducedIsFetchedInOrderAlsoAfterARestart(String compression, int shards) throws Exception {
        try (KafkaFixture kafka = new KafkaFixture(data, shards, Map.of())) {
            try (KafkaProducer<String, String> producer = producer(kafka, Map.of("compression.type", compression))) {
                for (int i = 0; i < 1000; i++) {
                    producer.send(new ProducerRecord<>("orders", 0, "key-" + i, "value-" + i));
                }
            }
            assertThat(read(kafka, "orders", 1000)).isEqualTo(expected(1000));
            assertThat(kafka.failure()).isNull();
        }
        try (KafkaFixture kafka = new KafkaFixture(data, shards, Map.of())) {
            assertThat(read(kafka, "orders", 1000)).isEqualTo(expected(1000));
            assertThat(kafka.failure()).isNull();
        }
    }

    @ParameterizedTest
    @CsvSource({"gzip,none", "lz4,gzip", "zstd,snappy", "uncompressed,lz4", "snappy,none", "producer,zstd"})
    void aTopicsCompressionReplacesTheProducers(String topic, String producer) throws Exception {
        try (KafkaFixture kafka = new KafkaFixture(data, 2, Map.of());
                Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrap()))) {
            admin.createTopics(List.of(new NewTopic("orders", 1, (short) 1).configs(Map.of("compression.type", topic))))
                    .all().get();
            try (KafkaProducer<String, String> sender = producer(kafka, Map.of("compression.type", producer))) {
                for (int i = 0; i < 300; i++) {
                    sender.send(new ProducerRecord<>("orders", 0, "key-" + i, "value-" + i));
                }
            }
            assertThat(read(kafka, "orders", 300)).isEqualTo(expected(300));
            assertThat(kafka.failure()).isNull();
        }
    }

    @Test
    void whatOpensToTooMuchIsRefused() throws Exception {
        try (KafkaFixture kafka = new KafkaFixture(data, 1, Map.of());
                Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrap()));
                KafkaProducer<String, String> sender = producer(kafka, Map.of("compression.type", "gzip"))) {
            admin.createTopics(List.of(new NewTopic("small", 1, (short) 1)
                    .configs(Map.of("max.decompressed.message.bytes", "10000")))).all().get();
            assertThatThrownBy(() -> sender.send(new ProducerRecord<>("small", 0, "k", "x".repeat(500_000))).get())
                    .hasCauseInstanceOf(ApiException.class);
            for (int i = 0; i < 9; i++) {
                sender.send(new ProducerRecord<>("small", 0, "k", "x".repeat(5_000)));
            }
            assertThat(sender.send(new ProducerRecord<>("small", 0, "k", "x".repeat(5_000))).get().offset()).isEqualTo(9);
            assertThat(kafka.failure()).isNull();
        }
    }

    @Test
    void topicsAreMadeWidenedDescribedAndDeleted() throws Exception {
        try (KafkaFixture kafka = new KafkaFixture(data, 2, Map.of("log.retention.hours", "24"));
                Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrap()))) {
            admin.createTopics(List.of(new NewTopic("a", 3, (short) 1)
                    .configs(Map.of("cleanup.policy", "compact", "segment.bytes", "2000000")))).all().get();
            assertThatThrownBy(() -> admin.createTopics(List.of(new NewTopic("a", 1, (short) 1))).all().get())
                    .hasCauseInstanceOf(TopicExistsException.class)
                    .hasMessageContaining("Topic 'a' already exists.");
            assertThatThrownBy(() -> admin.createTopics(List.of(new NewTopic("b", 1, (short) 1)
                    .configs(Map.of("no.such.thing", "1")))).all().get())
                    .hasCauseInstanceOf(InvalidConfigurationException.class)
                    .hasMessageContaining("Unknown topic config name: no.such.thing");
            admin.createPartitions(Map.of("a", NewPartitions.increaseTo(5))).all().get();
            assertThat(admin.describeTopics(List.of("a")).allTopicNames().get().get("a").partitions()).hasSize(5);
            ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, "a");
            var config = admin.describeConfigs(List.of(resource)).all().get().get(resource);
            assertThat(config.get("cleanup.policy").value()).isEqualTo("compact");
            assertThat(config.get("retention.ms").value()).isEqualTo("86400000");
            assertThat(config.get("segment.ms").value()).isEqualTo("604800000");
            admin.deleteTopics(List.of("a")).all().get();
            assertThat(admin.listTopics().names().get()).isEmpty();
            assertThat(kafka.failure()).isNull();
        }
    }

    @Test
    void recordsAreDeletedUpToAnOffset() throws ExecutionException, Exception {
        try (KafkaFixture kafka = new KafkaFixture(data, 1, Map.of());
                Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrap()));
                KafkaProducer<String, String> producer = producer(kafka, Map.of())) {
            for (int i = 0; i < 10; i++) {
                producer.send(new ProducerRecord<>("t", 0, "k", "v")).get();
            }
            TopicPartition partition = new TopicPartition("t", 0);
            assertThat(admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(4)))
                    .lowWatermarks().get(partition).get().lowWatermark()).isEqualTo(4);
            try (KafkaConsumer<String, String> consumer = consumer(kafka)) {
                assertThat(consumer.beginningOffsets(Set.of(partition))).containsEntry(partition, 4L);
                assertThat(consumer.endOffsets(Set.of(partition))).containsEntry(partition, 10L);
            }
        }
    }

    private static List<String> expected(int count) {
        return IntStream.range(0, count).mapToObj(i -> i + ":key-" + i + "=value-" + i).toList();
    }

    private static List<String> read(KafkaFixture kafka, String topic, int count) {
        List<String> seen = new ArrayList<>();
        try (KafkaConsumer<String, String> consumer = consumer(kafka)) {
            TopicPartition partition = new TopicPartition(topic, 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
            while (seen.size() < count && System.nanoTime() < deadline) {
                for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(200))) {
                    seen.add(record.offset() + ":" + record.key() + "=" + record.value());
                }
            }
        }
        return seen;
    }

    private static KafkaProducer<String, String> producer(KafkaFixture kafka, Map<String, Object> more) {
        Map<String, Object> config = new java.util.HashMap<>(more);
        config.put("bootstrap.servers", kafka.bootstrap());
        return new KafkaProducer<>(config, new StringSerializer(), new StringSerializer());
    }

    private static KafkaConsumer<String, String> consumer(KafkaFixture kafka) {
        return new KafkaConsumer<>(Map.of("bootstrap.servers", kafka.bootstrap(), "auto.offset.reset", "earliest"),
                new StringDeserializer(), new StringDeserializer());
    }
}
