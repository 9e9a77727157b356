package io.volok.server.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the broker does to logs by itself, seen by clients. */
@Timeout(60)
class UpkeepTest {

    @TempDir
    private Path data;

    @ParameterizedTest
    @ValueSource(strings = {"none", "gzip", "snappy", "lz4", "zstd"})
    void aCompactedTopicKeepsTheLastValueOfEachKey(String compression) throws Exception {
        Map<String, String> settings = Map.of("log.cleaner.backoff.ms", "100");
        try (KafkaFixture kafka = new KafkaFixture(data, 1, settings);
                Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrap()));
                KafkaProducer<String, String> producer = producer(kafka, compression)) {
            admin.createTopics(List.of(new NewTopic("t", 1, (short) 1).configs(Map.of("cleanup.policy", "compact",
                    "segment.bytes", "1048576", "min.cleanable.dirty.ratio", "0.01")))).all().get();
            Map<String, String> expected = new TreeMap<>();
            Random random = new Random(1);
            for (int i = 0; i < 5000; i++) {
                String value = i + "-" + incompressible(random);
                expected.put("key-" + i % 50, value);
                producer.send(new ProducerRecord<>("t", 0, "key-" + i % 50, value));
            }
            producer.flush();
            TopicPartition partition = new TopicPartition("t", 0);
            await(() -> read(kafka, partition).size() < 2500);
            Map<String, String> seen = new TreeMap<>();
            read(kafka, partition).forEach((offset, record) -> seen.put(record.key(), record.value()));
            assertThat(seen).isEqualTo(expected);
            assertThat(kafka.failure()).isNull();
        }
    }

    @Test
    void retentionByTimeEmptiesALogAlsoItsOpenSegment() throws Exception {
        Map<String, String> settings = Map.of("log.retention.check.interval.ms", "100");
        try (KafkaFixture kafka = new KafkaFixture(data, 1, settings);
                Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrap()));
                KafkaProducer<String, String> producer = producer(kafka)) {
            admin.createTopics(List.of(new NewTopic("t", 1, (short) 1).configs(Map.of("retention.ms", "500"))))
                    .all().get();
            producer.send(new ProducerRecord<>("t", 0, "k", "v")).get();
            TopicPartition partition = new TopicPartition("t", 0);
            try (KafkaConsumer<String, String> consumer = consumer(kafka)) {
                await(() -> consumer.beginningOffsets(Set.of(partition)).get(partition) == 1);
                assertThat(consumer.endOffsets(Set.of(partition))).containsEntry(partition, 1L);
            }
            assertThat(producer.send(new ProducerRecord<>("t", 0, "k", "v")).get().offset()).isEqualTo(1);
            assertThat(kafka.failure()).isNull();
        }
    }

    private static void await(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            Thread.onSpinWait();
        }
    }

    private static Map<Long, ConsumerRecord<String, String>> read(KafkaFixture kafka, TopicPartition partition) {
        Map<Long, ConsumerRecord<String, String>> seen = new LinkedHashMap<>();
        try (KafkaConsumer<String, String> consumer = consumer(kafka)) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(Set.of(partition)).get(partition);
            while (consumer.position(partition) < end) {
                consumer.poll(Duration.ofMillis(100)).forEach(record -> seen.put(record.offset(), record));
            }
        }
        return seen;
    }

    private static String incompressible(Random random) {
        byte[] bytes = new byte[750];
        random.nextBytes(bytes);
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static KafkaProducer<String, String> producer(KafkaFixture kafka) {
        return producer(kafka, "none");
    }

    private static KafkaProducer<String, String> producer(KafkaFixture kafka, String compression) {
        return new KafkaProducer<>(Map.of("bootstrap.servers", kafka.bootstrap(), "compression.type", compression),
                new StringSerializer(), new StringSerializer());
    }

    private static KafkaConsumer<String, String> consumer(KafkaFixture kafka) {
        return new KafkaConsumer<>(Map.of("bootstrap.servers", kafka.bootstrap()), new StringDeserializer(),
                new StringDeserializer());
    }
}
