package io.volok.server.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.RangeAssignor;
import org.apache.kafka.clients.consumer.RoundRobinAssignor;
import org.apache.kafka.clients.consumer.StickyAssignor;
import org.apache.kafka.clients.consumer.SubscriptionPattern;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Consumer groups as Kafka's own clients use them: classic and KIP-848. */
class GroupsClientTest {

    private static final Duration POLL = Duration.ofMillis(50);
    private static final int PARTITIONS = 6;

    @TempDir
    Path data;
    private final Map<String, String> settings = new HashMap<>(Map.of("group.initial.rebalance.delay.ms", "0",
            "group.consumer.min.heartbeat.interval.ms", "100", "group.consumer.heartbeat.interval.ms", "200",
            "group.min.session.timeout.ms", "1000", "offsets.topic.num.partitions", "7"));
    private KafkaFixture broker;
    private Admin admin;
    private final List<AutoCloseable> open = new ArrayList<>();

    @BeforeEach
    void start() throws Exception {
        broker = new KafkaFixture(data, 2, settings);
        admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()));
        if (!admin.listTopics().names().get().contains("orders")) {
            admin.createTopics(List.of(new NewTopic("orders", PARTITIONS, (short) 1))).all().get();
        }
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable each : open.reversed()) {
            each.close();
        }
        open.clear();
        admin.close();
        broker.close();
        assertThat(broker.failure()).isNull();
    }

    private void restart() throws Exception {
        stop();
        start();
    }

    @ParameterizedTest
    @ValueSource(strings = {"classic", "consumer"})
    void aGroupReadsEverythingAndGoesOnAfterARestart(String protocol) throws Exception {
        produce(0, 100);
        assertThat(readAll("g", protocol, 100)).hasSize(100);
        restart();
        produce(100, 50);
        assertThat(readAll("g", protocol, 50)).allMatch(value -> Integer.parseInt(value) >= 100).hasSize(50);
        Map<TopicPartition, OffsetAndMetadata> committed =
                admin.listConsumerGroupOffsets("g").partitionsToOffsetAndMetadata().get();
        assertThat(committed.values().stream().mapToLong(OffsetAndMetadata::offset).sum()).isEqualTo(150);
    }

    @ParameterizedTest
    @ValueSource(strings = {"range", "roundrobin", "sticky", "cooperative-sticky", "consumer"})
    void membersShareThePartitionsAndTakeOverFromThoseWhoLeave(String assignor) throws Exception {
        Map<String, Object> config = assignor.equals("consumer") ? Map.of("group.protocol", "consumer")
                : Map.of("partition.assignment.strategy", switch (assignor) {
                    case "range" -> RangeAssignor.class.getName();
                    case "roundrobin" -> RoundRobinAssignor.class.getName();
                    case "sticky" -> StickyAssignor.class.getName();
                    default -> CooperativeStickyAssignor.class.getName();
                });
        List<KafkaConsumer<String, String>> members = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            KafkaConsumer<String, String> member = consumer("g", config);
            member.subscribe(List.of("orders"));
            members.add(member);
        }
        pollUntil(members, () -> isSharedEvenly(members, PARTITIONS / 3));
        KafkaConsumer<String, String> gone = members.removeFirst();
        gone.close();
        open.remove(gone);
        pollUntil(members, () -> isSharedEvenly(members, PARTITIONS / 2));
        ConsumerGroupDescription described = admin.describeConsumerGroups(List.of("g")).describedGroups().get("g").get();
        assertThat(described.groupState()).isEqualTo(GroupState.STABLE);
        assertThat(described.members()).hasSize(2);
    }

    @Test
    void aStaticMemberComesBackToItsPartitionsAndItsDoubleIsFenced() throws Exception {
        Map<String, Object> config = Map.of("group.instance.id", "one", "session.timeout.ms", 30_000);
        KafkaConsumer<String, String> first = consumer("static", config);
        first.subscribe(List.of("orders"));
        pollUntil(List.of(first), () -> first.assignment().size() == PARTITIONS);
        int generation = first.groupMetadata().generationId();
        first.close();
        KafkaConsumer<String, String> back = consumer("static", config);
        back.subscribe(List.of("orders"));
        pollUntil(List.of(back), () -> back.assignment().size() == PARTITIONS);
        assertThat(back.groupMetadata().generationId()).isEqualTo(generation);
        KafkaConsumer<String, String> twin = consumer("static", config);
        twin.subscribe(List.of("orders"));
        pollUntil(List.of(twin), () -> twin.assignment().size() == PARTITIONS);
        assertThatThrownBy(() -> {
            for (int i = 0; i < 200; i++) {
                back.poll(POLL); // Its heartbeat is fenced, which only a poll reports as such.
            }
        }).isInstanceOf(FencedInstanceIdException.class);
    }

    @Test
    void aRegularExpressionIsResolvedByTheBroker() throws Exception {
        KafkaConsumer<String, String> consumer = consumer("re", Map.of("group.protocol", "consumer"));
        consumer.subscribe(new SubscriptionPattern("ord.*"));
        pollUntil(List.of(consumer), () -> consumer.assignment().size() == PARTITIONS);
    }

    @Test
    void aGroupMovesFromTheOldProtocolToTheNewAndBack() throws Exception {
        KafkaConsumer<String, String> old = consumer("mixed", Map.of("group.protocol", "classic"));
        old.subscribe(List.of("orders"));
        pollUntil(List.of(old), () -> old.assignment().size() == PARTITIONS);
        KafkaConsumer<String, String> modern = consumer("mixed", Map.of("group.protocol", "consumer"));
        modern.subscribe(List.of("orders"));
        pollUntil(List.of(old, modern), () -> isSharedEvenly(List.of(old, modern), PARTITIONS / 2));
        modern.close();
        open.remove(modern);
        pollUntil(List.of(old), () -> old.assignment().size() == PARTITIONS);
    }

    @Test
    void groupsAreListedDescribedAndDeleted() throws Exception {
        produce(0, 10);
        readAll("a", "classic", 10);
        readAll("b", "consumer", 10);
        assertThat(admin.listGroups().all().get()).extracting(group -> group.groupId()).contains("a", "b");
        ConsumerGroupDescription b = admin.describeConsumerGroups(List.of("b")).describedGroups().get("b").get();
        assertThat(b.groupState()).isEqualTo(GroupState.EMPTY);
        TopicPartition first = new TopicPartition("orders", 0);
        admin.alterConsumerGroupOffsets("a", Map.of(first, new OffsetAndMetadata(0))).all().get();
        assertThat(admin.listConsumerGroupOffsets("a").partitionsToOffsetAndMetadata().get().get(first).offset())
                .isZero();
        admin.deleteConsumerGroupOffsets("a", Set.of(first)).all().get();
        assertThat(admin.listConsumerGroupOffsets("a").partitionsToOffsetAndMetadata().get())
                .doesNotContainKey(first);
        admin.deleteConsumerGroups(List.of("a", "b")).all().get();
        assertThat(admin.listGroups().all().get()).extracting(group -> group.groupId()).doesNotContain("a", "b");
    }

    @Test
    void committedOffsetsAndGroupsSurviveCompaction() throws Exception {
        broker.close();
        settings.putAll(Map.of("offsets.topic.segment.bytes", "20000", "offsets.topic.num.partitions", "1",
                "log.cleaner.backoff.ms", "100", "log.cleaner.min.cleanable.ratio", "0.01",
                "log.retention.check.interval.ms", "200", "log.segment.delete.delay.ms", "0"));
        admin.close();
        start();
        TopicPartition partition = new TopicPartition("orders", 0);
        try (KafkaConsumer<String, String> consumer = consumer("busy", Map.of())) {
            open.remove(consumer);
            consumer.assign(List.of(partition));
            for (int i = 1; i <= 3_000; i++) {
                consumer.commitAsync(Map.of(partition, new OffsetAndMetadata(i)), null);
                if (i % 50 == 0) {
                    consumer.commitSync(Map.of(partition, new OffsetAndMetadata(i)));
                }
            }
        }
        Path log = data.resolve("topics").resolve("__consumer_offsets-0");
        long endNs = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (sizeOf(log) > 100_000 && System.nanoTime() < endNs) {
            Thread.sleep(100);
        }
        assertThat(sizeOf(log)).as("bytes after compaction").isLessThan(100_000);
        restart();
        assertThat(admin.listConsumerGroupOffsets("busy").partitionsToOffsetAndMetadata().get().get(partition)
                .offset()).isEqualTo(3_000);
    }

    private static long sizeOf(Path folder) throws Exception {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".log")).mapToLong(file -> file.toFile().length()).sum();
        }
    }

    @Test
    void theOffsetsTopicIsInternalAndCompacted() throws Exception {
        produce(0, 1);
        readAll("a", "classic", 1);
        assertThat(admin.listTopics().names().get()).doesNotContain("__consumer_offsets");
        var described = admin.describeTopics(List.of("__consumer_offsets")).allTopicNames().get()
                .get("__consumer_offsets");
        assertThat(described.isInternal()).isTrue();
        assertThat(described.partitions()).hasSize(7);
    }

    private Set<String> readAll(String group, String protocol, int expected) {
        KafkaConsumer<String, String> consumer = consumer(group, Map.of("group.protocol", protocol));
        consumer.subscribe(List.of("orders"));
        Set<String> values = new HashSet<>();
        // Not by pollUntil, which drops what its own polls bring.
        long endNs = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (values.size() < expected) {
            assertThat(System.nanoTime()).as("only %s", values).isLessThan(endNs);
            consumer.poll(POLL).forEach(record -> assertThat(values.add(record.value())).isTrue());
        }
        consumer.commitSync();
        consumer.close();
        open.remove(consumer);
        return values;
    }

    private static boolean isSharedEvenly(List<KafkaConsumer<String, String>> members, int each) {
        Set<TopicPartition> all = new HashSet<>();
        for (KafkaConsumer<String, String> member : members) {
            if (member.assignment().size() != each) {
                return false;
            }
            all.addAll(member.assignment());
        }
        return all.size() == PARTITIONS;
    }

    private static void pollUntil(List<KafkaConsumer<String, String>> members, BooleanSupplier reached) {
        long endNs = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!reached.getAsBoolean()) {
            if (System.nanoTime() > endNs) {
                Set<String> seen = new TreeSet<>();
                members.forEach(member -> seen.add(member.assignment().toString()));
                throw new AssertionError("not reached; assignments " + seen);
            }
            if (members.size() > 1) {
                members.forEach(member -> member.poll(POLL));
            } else {
                members.getFirst().poll(Duration.ZERO);
            }
        }
    }

    private KafkaConsumer<String, String> consumer(String group, Map<String, Object> more) {
        Map<String, Object> config = new HashMap<>(Map.of("bootstrap.servers", broker.bootstrap(), "group.id", group,
                "auto.offset.reset", "earliest", "enable.auto.commit", false));
        if (!"consumer".equals(more.get("group.protocol"))) {
            config.put("heartbeat.interval.ms", 100);
        }
        config.putAll(more);
        KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(config, new StringDeserializer(), new StringDeserializer());
        open.add(consumer);
        return consumer;
    }

    private void produce(int from, int count) {
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrap()), new StringSerializer(), new StringSerializer())) {
            for (int i = from; i < from + count; i++) {
                producer.send(new ProducerRecord<>("orders", i % PARTITIONS, null, Integer.toString(i)));
            }
        }
    }
}
