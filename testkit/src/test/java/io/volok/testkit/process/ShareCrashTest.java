package io.volok.testkit.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicIdPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** kill -9 under a share consumer: what was acknowledged never comes again, everything else does, and is counted. */
class ShareCrashTest {

    private static final int RECORDS = 1_500;
    private static final int KILLS = 4;
    private static final Duration POLL = Duration.ofMillis(200);
    /** A member that died keeps its partitions until its session is over; nothing here is about how long that takes. */
    private static final List<String> SHORT_SESSIONS = List.of("group.share.min.session.timeout.ms=1000",
            "group.share.session.timeout.ms=2000", "group.share.min.heartbeat.interval.ms=200",
            "group.share.heartbeat.interval.ms=300", "group.share.assignment.interval.ms=0");

    @TempDir
    private Path data;
    private final Set<String> accepted = new TreeSet<>();
    private final Set<String> seen = new HashSet<>();
    /** How often a record was given back. */
    private final Map<String, Integer> released = new HashMap<>();
    private Random random;

    @ParameterizedTest
    @ValueSource(strings = {"os", "fsync"})
    @Timeout(300)
    void whatIsAcknowledgedIsDoneWhateverIsKilled(String durability) throws Exception {
        long seed = System.nanoTime();
        random = new Random(seed);
        for (int life = 0; life <= KILLS; life++) {
            try (BrokerProcess broker = BrokerProcess.start(data, options(durability))) {
                if (life == 0) {
                    prepare(broker);
                }
                work(broker, life == KILLS ? Integer.MAX_VALUE : 2 + random.nextInt(8));
            }
        }
        assertThat(accepted).as("seed %d", seed).hasSize(RECORDS);
    }

    private static String[] options(String durability) {
        List<String> options = new ArrayList<>(List.of("--set", "durability=" + durability, "--set", "shards=2"));
        SHORT_SESSIONS.forEach(setting -> options.addAll(List.of("--set", setting)));
        return options.toArray(String[]::new);
    }

    /** Polls some times and dies with records in hand; or goes on until everything is done. */
    private void work(BrokerProcess broker, int polls) {
        KafkaShareConsumer<String, String> consumer = consumer(broker);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        for (int poll = 0; accepted.size() < RECORDS; ) {
            assertThat(System.nanoTime()).as("%d are done", accepted.size()).isLessThan(deadline);
            List<ConsumerRecord<String, String>> got = new ArrayList<>();
            consumer.poll(POLL).forEach(got::add);
            got.forEach(this::check);
            poll += got.isEmpty() ? 0 : 1;
            if (poll >= polls) {
                broker.kill();
                consumer.close(Duration.ZERO);
                return;
            }
            Set<String> done = new HashSet<>();
            for (ConsumerRecord<String, String> record : got) {
                boolean fails = record.deliveryCount().orElseThrow() == 1 && random.nextInt(4) == 0;
                consumer.acknowledge(record, fails ? AcknowledgeType.RELEASE : AcknowledgeType.ACCEPT);
                if (fails) {
                    released.merge(record.value(), 1, Integer::sum);
                } else {
                    done.add(record.value());
                }
            }
            Map<TopicIdPartition, Optional<KafkaException>> outcome = consumer.commitSync();
            assertThat(outcome.values()).allMatch(Optional::isEmpty);
            accepted.addAll(done);
        }
        consumer.close();
    }

    private void check(ConsumerRecord<String, String> record) {
        assertThat(accepted).doesNotContain(record.value());
        int count = record.deliveryCount().orElseThrow();
        assertThat(count).isGreaterThan(released.getOrDefault(record.value(), 0));
        assertThat(count).isGreaterThanOrEqualTo(seen.add(record.value()) ? 1 : 2);
    }

    private static void prepare(BrokerProcess broker) throws Exception {
        Map<String, Object> server = Map.of("bootstrap.servers", "127.0.0.1:" + broker.kafkaPort());
        try (Admin admin = Admin.create(server); KafkaProducer<String, String> producer =
                new KafkaProducer<>(server, new StringSerializer(), new StringSerializer())) {
            admin.createTopics(List.of(new NewTopic("work", 2, (short) 1))).all().get();
            admin.incrementalAlterConfigs(Map.of(new ConfigResource(ConfigResource.Type.GROUP, "workers"), List.of(
                    set("share.auto.offset.reset", "earliest"), set("share.delivery.count.limit", "10")))).all().get();
            IntStream.range(0, RECORDS).forEach(i -> producer.send(new ProducerRecord<>("work", "k" + i, "v" + i)));
        }
    }

    private static AlterConfigOp set(String name, String value) {
        return new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET);
    }

    private static KafkaShareConsumer<String, String> consumer(BrokerProcess broker) {
        KafkaShareConsumer<String, String> consumer = new KafkaShareConsumer<>(Map.of(
                "bootstrap.servers", "127.0.0.1:" + broker.kafkaPort(), "group.id", "workers",
                "share.acknowledgement.mode", "explicit", "share.acquire.mode", "record_limit",
                "max.poll.records", 60), new StringDeserializer(), new StringDeserializer());
        consumer.subscribe(List.of("work"));
        return consumer;
    }
}
