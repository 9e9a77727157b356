package io.volok.server.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ListShareGroupOffsetsSpec;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Share groups (KIP-932) as Kafka's own share consumer uses them. */
class ShareGroupsClientTest {

    private static final int PARTITIONS = 2;
    private static final Duration POLL = Duration.ofMillis(100);

    @TempDir
    Path data;
    private KafkaFixture broker;
    private Admin admin;
    private final List<KafkaShareConsumer<String, String>> open = new ArrayList<>();

    @BeforeEach
    void start() throws Exception {
        broker = new KafkaFixture(data, 2, Map.of("offsets.topic.num.partitions", "3",
                "group.share.min.heartbeat.interval.ms", "100", "group.share.heartbeat.interval.ms", "200",
                "group.share.min.record.lock.duration.ms", "1000", "group.share.record.lock.duration.ms", "2000"));
        admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()));
        if (!admin.listTopics().names().get().contains("work")) {
            admin.createTopics(List.of(new NewTopic("work", PARTITIONS, (short) 1),
                    new NewTopic("single", 1, (short) 1))).all().get();
            ConfigResource group = new ConfigResource(ConfigResource.Type.GROUP, "g");
            admin.incrementalAlterConfigs(Map.of(group, List.of(new AlterConfigOp(
                    new ConfigEntry("share.auto.offset.reset", "earliest"), AlterConfigOp.OpType.SET)))).all().get();
        }
    }

    @AfterEach
    void stop() {
        open.forEach(consumer -> consumer.close(Duration.ofSeconds(2)));
        open.clear();
        admin.close();
        broker.close();
        assertThat(broker.failure()).isNull();
    }

    @Test
    void membersShareTheRecordsOfEachPartition() {
        produce(0, 200);
        KafkaShareConsumer<String, String> one = consumer("implicit");
        KafkaShareConsumer<String, String> two = consumer("implicit");
        List<String> values = new ArrayList<>();
        pollUntil(() -> {
            one.poll(POLL).forEach(record -> values.add(record.value()));
            two.poll(POLL).forEach(record -> values.add(record.value()));
            return values.size() >= 200;
        });
        one.commitSync();
        two.commitSync();
        assertThat(values).hasSize(200).doesNotHaveDuplicates();
    }

    @Test
    void whatIsReleasedComesAgainAndWhatIsRejectedDoesNot() {
        produce(0, 10);
        KafkaShareConsumer<String, String> consumer = consumer("explicit");
        Map<String, Integer> deliveries = new HashMap<>();
        Set<String> done = new HashSet<>();
        pollUntil(() -> {
            for (ConsumerRecord<String, String> record : consumer.poll(POLL)) {
                deliveries.merge(record.value(), 1, Integer::sum);
                assertThat(record.deliveryCount()).contains((short) deliveries.get(record.value()).intValue());
                int number = Integer.parseInt(record.value());
                if (number % 3 == 0) {
                    consumer.acknowledge(record, AcknowledgeType.REJECT);
                    done.add(record.value());
                } else if (number % 3 == 1 && deliveries.get(record.value()) < 3) {
                    consumer.acknowledge(record, AcknowledgeType.RELEASE);
                } else {
                    consumer.acknowledge(record, AcknowledgeType.ACCEPT);
                    done.add(record.value());
                }
            }
            consumer.commitSync();
            return done.size() == 10;
        });
        assertThat(deliveries.get("0")).isEqualTo(1);
        assertThat(deliveries.get("1")).isEqualTo(3);
        assertThat(deliveries.get("2")).isEqualTo(1);
    }

    @Test
    void aRecordIsDeliveredNoMoreThanTheLimit() {
        produce(0, 2);
        KafkaShareConsumer<String, String> consumer = consumer("explicit");
        List<Short> counts = new ArrayList<>();
        long endNs = System.nanoTime() + Duration.ofSeconds(6).toNanos();
        while (System.nanoTime() < endNs) {
            for (ConsumerRecord<String, String> record : consumer.poll(POLL)) {
                if (record.value().equals("0")) {
                    counts.add(record.deliveryCount().orElseThrow());
                }
                consumer.acknowledge(record, AcknowledgeType.RELEASE);
            }
            consumer.commitSync();
        }
        assertThat(counts).containsExactly((short) 1, (short) 2, (short) 3, (short) 4, (short) 5);
    }

    @Test
    void whatIsGivenUpGoesToTheDeadLetterTopic() throws Exception {
        admin.createTopics(List.of(new NewTopic("dead", 1, (short) 1)
                .configs(Map.of("errors.deadletterqueue.group.enable", "true")))).all().get();
        ConfigResource group = new ConfigResource(ConfigResource.Type.GROUP, "g");
        admin.incrementalAlterConfigs(Map.of(group, List.of(
                new AlterConfigOp(new ConfigEntry("errors.deadletterqueue.topic.name", "dead"),
                        AlterConfigOp.OpType.SET),
                new AlterConfigOp(new ConfigEntry("errors.deadletterqueue.copy.record.enable", "true"),
                        AlterConfigOp.OpType.SET)))).all().get();
        produce(List.of(new ProducerRecord<>("single", "key", "poison"), new ProducerRecord<>("single", "key", "fine")));
        KafkaShareConsumer<String, String> consumer = consumer("explicit", "single");
        Set<String> done = new HashSet<>();
        pollUntil(() -> {
            for (ConsumerRecord<String, String> record : consumer.poll(POLL)) {
                consumer.acknowledge(record, record.value().equals("poison")
                        ? AcknowledgeType.REJECT : AcknowledgeType.ACCEPT);
                done.add(record.value());
            }
            consumer.commitSync();
            return done.size() == 2;
        });
        try (KafkaConsumer<String, String> reader = new KafkaConsumer<>(Map.of("bootstrap.servers",
                broker.bootstrap(), "auto.offset.reset", "earliest"), new StringDeserializer(),
                new StringDeserializer())) {
            reader.assign(List.of(new TopicPartition("dead", 0)));
            List<ConsumerRecord<String, String>> letters = new ArrayList<>();
            pollUntil(() -> {
                reader.poll(POLL).forEach(letters::add);
                return !letters.isEmpty();
            });
            ConsumerRecord<String, String> letter = letters.getFirst();
            assertThat(letter.key()).isEqualTo("key");
            assertThat(letter.value()).isEqualTo("poison");
            assertThat(header(letter, "__dlq.errors.topic")).isEqualTo("single");
            assertThat(header(letter, "__dlq.errors.offset")).isEqualTo("0");
            assertThat(header(letter, "__dlq.errors.group")).isEqualTo("g");
            assertThat(header(letter, "__dlq.errors.message")).isEqualTo("Offset rejected by client.");
        }
    }

    private static String header(ConsumerRecord<String, String> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    @Test
    void recordsOfAMemberThatIsGoneOrTooSlowGoToAnother() {
        produce(IntStream.range(0, 6).mapToObj(i -> new ProducerRecord<String, String>("single", "" + i)).toList());
        KafkaShareConsumer<String, String> gone = consumer("explicit", "single");
        pollUntil(() -> !gone.poll(POLL).isEmpty());
        gone.close();
        open.remove(gone);
        KafkaShareConsumer<String, String> slow = consumer("explicit", "single");
        pollUntil(() -> !slow.poll(POLL).isEmpty());
        KafkaShareConsumer<String, String> quick = consumer("implicit", "single");
        Map<String, Short> deliveries = new HashMap<>();
        pollUntil(() -> {
            quick.poll(POLL).forEach(record -> deliveries.put(record.value(), record.deliveryCount().orElseThrow()));
            return deliveries.size() == 6;
        });
        assertThat(deliveries.values()).contains((short) 3);
    }

    @Test
    void whatWasDoneIsDoneAfterARestart() throws Exception {
        produce(0, 50);
        KafkaShareConsumer<String, String> consumer = consumer("implicit");
        Set<String> values = new HashSet<>();
        pollUntil(() -> {
            consumer.poll(POLL).forEach(record -> values.add(record.value()));
            return values.size() == 50;
        });
        consumer.commitSync();
        stop();
        start();
        produce(50, 10);
        KafkaShareConsumer<String, String> again = consumer("implicit");
        Set<String> after = new HashSet<>();
        pollUntil(() -> {
            again.poll(POLL).forEach(record -> after.add(record.value()));
            return after.size() >= 10;
        });
        again.commitSync();
        assertThat(after).allMatch(value -> Integer.parseInt(value) >= 50).hasSize(10);
        again.close();
        open.remove(again);
        TopicPartition first = new TopicPartition("work", 0);
        var offsets = admin.listShareGroupOffsets(Map.of("g", new ListShareGroupOffsetsSpec()))
                .partitionsToOffsetInfo("g").get();
        assertThat(offsets.get(first).startOffset()).isEqualTo(30);
        assertThat(offsets.get(first).lag()).hasValue(0L);
        admin.alterShareGroupOffsets("g", Map.of(first, 0L)).all().get();
        KafkaShareConsumer<String, String> replay = consumer("implicit");
        Set<String> replayed = new HashSet<>();
        pollUntil(() -> {
            replay.poll(POLL).forEach(record -> replayed.add(record.value()));
            return replayed.size() == 30;
        });
    }

    private KafkaShareConsumer<String, String> consumer(String acknowledgement) {
        return consumer(acknowledgement, "work");
    }

    private KafkaShareConsumer<String, String> consumer(String acknowledgement, String topic) {
        KafkaShareConsumer<String, String> consumer = new KafkaShareConsumer<>(Map.of(
                "bootstrap.servers", broker.bootstrap(), "group.id", "g", "max.poll.records", 10,
                "share.acknowledgement.mode", acknowledgement), new StringDeserializer(), new StringDeserializer());
        consumer.subscribe(List.of(topic));
        open.add(consumer);
        return consumer;
    }

    private void produce(int from, int count) {
        List<ProducerRecord<String, String>> records = new ArrayList<>();
        for (int i = from; i < from + count; i++) {
            records.add(new ProducerRecord<>("work", i % PARTITIONS, null, Integer.toString(i)));
        }
        produce(records);
    }

    private void produce(List<ProducerRecord<String, String>> records) {
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrap()), new StringSerializer(), new StringSerializer())) {
            records.forEach(producer::send);
        }
    }

    private static void pollUntil(BooleanSupplier reached) {
        long endNs = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!reached.getAsBoolean()) {
            assertThat(System.nanoTime()).as("time is over").isLessThan(endNs);
        }
    }
}
