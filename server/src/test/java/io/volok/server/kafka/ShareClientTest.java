package io.volok.server.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.volok.server.kafka.wire.TopicIds;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ListShareGroupOffsetsSpec;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicIdPartition;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Kafka's own share consumer against the Kafka face. */
@Timeout(90)
class ShareClientTest {

    private static final String TOPIC = "work";
    private static final String GROUP = "workers";
    /** A group settles in short steps; nothing here is about how long they are. */
    private static final Map<String, String> SETTINGS = Map.of("group.share.min.record.lock.duration.ms", "1000",
            "group.share.heartbeat.interval.ms", "300", "group.share.min.heartbeat.interval.ms", "200",
            "group.share.assignment.interval.ms", "0",
            "share.coordinator.state.topic.num.partitions", "3", "offsets.topic.num.partitions", "3");

    @TempDir
    private Path data;
    private KafkaFixture broker;
    private Admin admin;

    @BeforeEach
    void start() throws Exception {
        open(2);
        admin.createTopics(List.of(new NewTopic(TOPIC, 1, (short) 1))).all().get();
        configure("share.auto.offset.reset", "earliest");
    }

    @AfterEach
    void stop() {
        admin.close();
        broker.close();
        assertNull(broker.failure());
    }

    private void open(int shards) throws Exception {
        broker = new KafkaFixture(data, shards, SETTINGS);
        admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()));
    }

    private void configure(String name, String value) throws Exception {
        admin.incrementalAlterConfigs(Map.of(new ConfigResource(ConfigResource.Type.GROUP, GROUP),
                List.of(new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET)))).all().get();
    }

    @Test
    void everyRecordIsDeliveredOnceToMembersThatShareAPartition() throws Exception {
        produce(0, 2000);
        Set<String> seen = new HashSet<>();
        int count = 0;
        try (KafkaShareConsumer<String, String> one = consumer(Map.of("max.poll.records", "50"));
                KafkaShareConsumer<String, String> other = consumer(Map.of("max.poll.records", "50"))) {
            long end = System.currentTimeMillis() + 30_000;
            while (count < 2000 && System.currentTimeMillis() < end) {
                for (KafkaShareConsumer<String, String> consumer : List.of(one, other)) {
                    for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(200))) {
                        seen.add(record.value());
                        count++;
                    }
                }
            }
            one.commitSync();
            other.commitSync();
        }
        assertEquals(2000, seen.size());
        assertEquals(2000, count);
    }

    @Test
    void releasedRecordsComeAgainAndRejectedOnesDoNot() throws Exception {
        produce(0, 6);
        Map<String, Integer> deliveries = new TreeMap<>();
        try (KafkaShareConsumer<String, String> consumer = explicit(Map.of())) {
            long end = System.currentTimeMillis() + 8_000;
            while (System.currentTimeMillis() < end && deliveries.getOrDefault("v2", 0) < 5) {
                for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(300))) {
                    deliveries.merge(record.value(), 1, Integer::sum);
                    assertEquals(Optional.of(deliveries.get(record.value()).shortValue()), record.deliveryCount());
                    consumer.acknowledge(record, switch (record.value()) {
                        case "v1" -> AcknowledgeType.REJECT;
                        case "v2" -> AcknowledgeType.RELEASE;
                        default -> AcknowledgeType.ACCEPT;
                    });
                }
                assertTrue(failures(consumer.commitSync()).isEmpty());
            }
            assertTrue(consumer.poll(Duration.ofMillis(1000)).isEmpty());
        }
        // The limit of deliveries is five: then a record is given up.
        assertEquals(Map.of("v0", 1, "v1", 1, "v2", 5, "v3", 1, "v4", 1, "v5", 1), deliveries);
    }

    @Test
    void aLockThatTimesOutMakesTheRecordAvailableToOthersAndItsAcknowledgementInvalid() throws Exception {
        configure("share.record.lock.duration.ms", "1500");
        produce(0, 1);
        try (KafkaShareConsumer<String, String> slow = explicit(Map.of())) {
            ConsumerRecord<String, String> held = firstOf(slow);
            try (KafkaShareConsumer<String, String> other = explicit(Map.of())) {
                ConsumerRecord<String, String> again = firstOf(other);
                assertEquals(held.offset(), again.offset());
                assertEquals(Optional.of((short) 2), again.deliveryCount());
                slow.acknowledge(held);
                assertFalse(failures(slow.commitSync()).isEmpty());
                other.acknowledge(again);
                assertTrue(failures(other.commitSync()).isEmpty());
            }
        }
    }

    @Test
    void aRenewedLockLastsLonger() throws Exception {
        configure("share.record.lock.duration.ms", "1500");
        produce(0, 1);
        try (KafkaShareConsumer<String, String> slow = explicit(Map.of());
                KafkaShareConsumer<String, String> other = explicit(Map.of())) {
            ConsumerRecord<String, String> held = firstOf(slow);
            for (int i = 0; i < 4; i++) {
                slow.acknowledge(held, AcknowledgeType.RENEW);
                assertTrue(failures(slow.commitSync()).isEmpty());
                assertTrue(other.poll(Duration.ofMillis(700)).isEmpty());
                for (ConsumerRecord<String, String> renewed : slow.poll(Duration.ofMillis(100))) {
                    held = renewed;
                }
            }
            slow.acknowledge(held, AcknowledgeType.ACCEPT);
            assertTrue(failures(slow.commitSync()).isEmpty());
            assertTrue(other.poll(Duration.ofMillis(2000)).isEmpty());
        }
    }

    @Test
    void whatAMemberHoldsGoesBackWhenItLeaves() throws Exception {
        produce(0, 10);
        try (KafkaShareConsumer<String, String> leaver = explicit(Map.of())) {
            firstOf(leaver);
        }
        try (KafkaShareConsumer<String, String> next = explicit(Map.of())) {
            long beginMs = System.currentTimeMillis();
            assertEquals(0, firstOf(next).offset());
            assertTrue(System.currentTimeMillis() - beginMs < 10_000);
        }
    }

    @Test
    void aRestartKeepsWhatWasAcknowledgedAndHowOftenTheRestCame() throws Exception {
        produce(0, 5);
        try (KafkaShareConsumer<String, String> consumer = explicit(Map.of())) {
            List<ConsumerRecord<String, String>> records = new ArrayList<>();
            while (records.size() < 5) {
                consumer.poll(Duration.ofMillis(300)).forEach(records::add);
            }
            for (ConsumerRecord<String, String> record : records) {
                consumer.acknowledge(record, record.offset() == 3 ? AcknowledgeType.RELEASE : AcknowledgeType.ACCEPT);
            }
            assertTrue(failures(consumer.commitSync()).isEmpty());
        }
        admin.close();
        broker.close();
        open(1);
        try (KafkaShareConsumer<String, String> consumer = explicit(Map.of())) {
            ConsumerRecord<String, String> back = firstOf(consumer);
            assertEquals(3, back.offset());
            assertEquals(Optional.of((short) 2), back.deliveryCount());
            consumer.acknowledge(back);
            assertTrue(failures(consumer.commitSync()).isEmpty());
            assertTrue(consumer.poll(Duration.ofMillis(500)).isEmpty());
        }
    }

    @Test
    void recordsOfAbortedTransactionsAreHiddenFromReadersOfCommittedData() throws Exception {
        configure("share.isolation.level", "read_committed");
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(Map.of("bootstrap.servers",
                broker.bootstrap(), "transactional.id", "tx"), new StringSerializer(), new StringSerializer())) {
            producer.initTransactions();
            for (String end : List.of("abort", "commit", "abort", "commit")) {
                producer.beginTransaction();
                producer.send(new ProducerRecord<>(TOPIC, null, end));
                producer.flush();
                if (end.equals("abort")) {
                    producer.abortTransaction();
                } else {
                    producer.commitTransaction();
                }
            }
        }
        List<String> seen = new ArrayList<>();
        try (KafkaShareConsumer<String, String> consumer = consumer(Map.of())) {
            await(() -> {
                consumer.poll(Duration.ofMillis(300)).forEach(record -> seen.add(record.value()));
                return seen.size() >= 2;
            });
            assertTrue(consumer.poll(Duration.ofMillis(500)).isEmpty());
        }
        assertEquals(List.of("commit", "commit"), seen);
    }

    @Test
    void recordLimitModeGivesNoMoreThanAskedFor() throws Exception {
        produce(0, 100);
        Set<String> seen = new HashSet<>();
        try (KafkaShareConsumer<String, String> consumer = consumer(
                Map.of("max.poll.records", "7", "share.acquire.mode", "record_limit"))) {
            await(() -> {
                ConsumerRecords<String, String> records = consumer.poll(Duration.ofMillis(300));
                assertTrue(records.count() <= 7, "got " + records.count());
                records.forEach(record -> seen.add(record.value()));
                return seen.size() == 100;
            });
        }
    }

    @Test
    void offsetsOfAGroupCanBeListedAlteredAndDeleted() throws Exception {
        produce(0, 10);
        TopicPartition partition = new TopicPartition(TOPIC, 0);
        try (KafkaShareConsumer<String, String> consumer = consumer(Map.of())) {
            Set<String> seen = new HashSet<>();
            await(() -> {
                consumer.poll(Duration.ofMillis(300)).forEach(record -> seen.add(record.value()));
                return seen.size() == 10;
            });
            consumer.commitSync();
        }
        var listed = admin.listShareGroupOffsets(Map.of(GROUP, new ListShareGroupOffsetsSpec()))
                .partitionsToOffsetInfo(GROUP).get();
        assertEquals(10, listed.get(partition).startOffset());
        assertEquals(Optional.of(0L), listed.get(partition).lag());

        await(() -> succeeds(() -> admin.alterShareGroupOffsets(GROUP, Map.of(partition, 6L)).all().get()));
        try (KafkaShareConsumer<String, String> consumer = consumer(Map.of())) {
            Set<Long> seen = new HashSet<>();
            await(() -> {
                consumer.poll(Duration.ofMillis(300)).forEach(record -> seen.add(record.offset()));
                return seen.size() >= 4;
            });
            assertEquals(Set.of(6L, 7L, 8L, 9L), seen);
        }
        await(() -> succeeds(() -> admin.deleteShareGroupOffsets(GROUP, Set.of(TOPIC)).all().get()));
        await(() -> succeeds(() -> admin.deleteShareGroups(List.of(GROUP)).all().get()));
        assertTrue(admin.listGroups().all().get().isEmpty());
    }

    @Test
    void theStateOfATopicThatIsDeletedGoesWithIt() throws Exception {
        produce(0, 1);
        Uuid topicId = admin.describeTopics(List.of(TOPIC)).allTopicNames().get().get(TOPIC).topicId();
        String directory = TopicIds.domain(topicId).toString();
        try (KafkaShareConsumer<String, String> holder = explicit(Map.of())) {
            firstOf(holder);
            assertTrue(exists(directory));
            admin.deleteTopics(List.of(TOPIC)).all().get();
            await(() -> !exists(directory));
        }
    }

    private boolean exists(String nameEnding) {
        try (Stream<Path> files = Files.walk(data)) {
            return files.anyMatch(file -> file.getFileName().toString().contains(nameEnding));
        } catch (UncheckedIOException | IOException movedMeanwhile) {
            return true; // asked again by the caller, who has a time limit
        }
    }

    private interface Attempt {
        void run() throws Exception;
    }

    private static boolean succeeds(Attempt attempt) {
        try {
            attempt.run();
            return true;
        } catch (Exception failure) { // tried again by the caller, who has a time limit
            System.err.println("not yet: " + failure);
            return false;
        }
    }

    private static ConsumerRecord<String, String> firstOf(KafkaShareConsumer<String, String> consumer) {
        List<ConsumerRecord<String, String>> got = new ArrayList<>();
        await(() -> {
            consumer.poll(Duration.ofMillis(300)).forEach(got::add);
            return !got.isEmpty();
        });
        return got.getFirst();
    }

    private static void await(BooleanSupplier condition) {
        long end = System.currentTimeMillis() + 30_000;
        while (!condition.getAsBoolean()) {
            assertTrue(System.currentTimeMillis() < end, "timed out");
        }
    }

    private static Map<TopicIdPartition, KafkaException> failures(
            Map<TopicIdPartition, Optional<KafkaException>> results) {
        Map<TopicIdPartition, KafkaException> failures = new HashMap<>();
        results.forEach((partition, failure) -> failure.ifPresent(thrown -> failures.put(partition, thrown)));
        return failures;
    }

    private void produce(int from, int count) {
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrap()), new StringSerializer(), new StringSerializer())) {
            for (int i = from; i < from + count; i++) {
                producer.send(new ProducerRecord<>(TOPIC, null, "v" + i));
            }
        }
    }

    private KafkaShareConsumer<String, String> explicit(Map<String, Object> extra) {
        Map<String, Object> config = new HashMap<>(extra);
        config.put("share.acknowledgement.mode", "explicit");
        return consumer(config);
    }

    private KafkaShareConsumer<String, String> consumer(Map<String, Object> extra) {
        Map<String, Object> config = new HashMap<>(extra);
        config.put("bootstrap.servers", broker.bootstrap());
        config.put("group.id", GROUP);
        KafkaShareConsumer<String, String> consumer =
                new KafkaShareConsumer<>(config, new StringDeserializer(), new StringDeserializer());
        consumer.subscribe(List.of(TOPIC));
        return consumer;
    }
}
