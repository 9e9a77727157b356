package io.volok.testkit.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** kill -9 in the middle of transactions: everything is processed exactly once and no transaction is left hanging. */
class TransactionCrashTest {

    private static final int RECORDS = 1_200;
    private static final int KILLS = 4;
    private static final List<TopicPartition> INPUT = partitions("in");
    private static final List<TopicPartition> OUTPUT = partitions("out");
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration STEP = Duration.ofSeconds(5);

    @TempDir
    private Path data;
    private int committedTransactions;

    @ParameterizedTest
    @ValueSource(strings = {"os", "fsync"})
    @Timeout(300)
    void whatIsReadIsProcessedExactlyOnceWhateverIsKilled(String durability) throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int life = 0; life <= KILLS; life++) {
            try (BrokerProcess broker = BrokerProcess.start(data, "--set", "durability=" + durability,
                    "--set", "num.partitions=2", "--set", "shards=2")) {
                if (life == 0) {
                    produceInput(broker);
                }
                boolean last = life == KILLS;
                processUntilDeath(broker, random, last ? Integer.MAX_VALUE : 3 + random.nextInt(8));
                if (last) {
                    verify(broker, seed);
                }
            }
        }
        System.out.printf("transaction crash test, durability %s, seed %d: %d transactions over %d kills%n",
                durability, seed, committedTransactions, KILLS);
    }

    private static void produceInput(BrokerProcess broker) {
        try (KafkaProducer<String, String> producer = producer(broker, Map.of("acks", "all"))) {
            for (int i = 0; i < RECORDS; i++) {
                producer.send(new ProducerRecord<>("in", i % INPUT.size(), null, Integer.toString(i)));
            }
        }
    }

    /** Commits so many transactions and then pulls the plug while one is open; or goes on to the end of the input. */
    private void processUntilDeath(BrokerProcess broker, Random random, int transactions) {
        try (KafkaProducer<String, String> producer = producer(broker, Map.of("transactional.id", "processor"));
                KafkaConsumer<String, String> consumer = consumer(broker, "processors")) {
            producer.initTransactions();
            consumer.subscribe(List.of("in"));
            for (int done = 0; consumed(consumer) < RECORDS; done++) {
                ConsumerRecords<String, String> records = consumer.poll(POLL);
                if (records.isEmpty()) {
                    done--;
                    continue;
                }
                producer.beginTransaction();
                write(producer, consumer, records);
                if (done >= transactions) {
                    dieWhileCommitting(broker, producer, random);
                    return;
                }
                if (random.nextInt(4) == 0) {
                    producer.abortTransaction();
                    rewind(consumer);
                } else {
                    producer.commitTransaction();
                    committedTransactions++;
                }
            }
        }
    }

    private static void dieWhileCommitting(BrokerProcess broker, KafkaProducer<String, String> producer, Random random) {
        long delayNs = random.nextInt(8_000_000);
        Thread killer = Thread.ofPlatform().start(() -> {
            long endNs = System.nanoTime() + delayNs;
            while (System.nanoTime() < endNs) {
                Thread.onSpinWait();
            }
            broker.kill();
            producer.close(Duration.ZERO); // Else it would wait for the broker to come back.
        });
        try {
            producer.commitTransaction();
        } catch (KafkaException | IllegalStateException died) {
            // The broker is gone; whether the commit counts is what the next life finds out.
            assertThat(broker.isAlive()).isFalse();
        } finally {
            joined(killer);
        }
    }

    private static void write(KafkaProducer<String, String> producer, KafkaConsumer<String, String> consumer,
            ConsumerRecords<String, String> records) {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        for (ConsumerRecord<String, String> record : records) {
            producer.send(new ProducerRecord<>("out", record.partition(), null, record.value()));
            offsets.put(new TopicPartition("in", record.partition()), new OffsetAndMetadata(record.offset() + 1));
        }
        producer.sendOffsetsToTransaction(offsets, consumer.groupMetadata());
    }

    private static void rewind(KafkaConsumer<String, String> consumer) {
        Map<TopicPartition, OffsetAndMetadata> committed = consumer.committed(consumer.assignment());
        for (TopicPartition partition : consumer.assignment()) {
            OffsetAndMetadata offset = committed.get(partition);
            consumer.seek(partition, offset == null ? 0 : offset.offset());
        }
    }

    private static long consumed(KafkaConsumer<String, String> consumer) {
        return consumer.committed(Set.copyOf(INPUT)).values().stream()
                .mapToLong(offset -> offset == null ? 0 : offset.offset()).sum();
    }

    private static void verify(BrokerProcess broker, long seed) {
        List<String> results = new ArrayList<>();
        try (KafkaConsumer<String, String> reader = consumer(broker, "reader")) {
            reader.assign(OUTPUT);
            reader.seekToBeginning(OUTPUT);
            long endNs = System.nanoTime() + Duration.ofSeconds(30).toNanos();
            while (results.size() < RECORDS && System.nanoTime() < endNs) {
                reader.poll(POLL).forEach(record -> results.add(record.value()));
            }
            reader.poll(STEP.dividedBy(10)).forEach(record -> results.add(record.value()));
            Map<TopicPartition, Long> stable = reader.endOffsets(OUTPUT);
            assertThat(results).as("seed %d, stable ends %s", seed, stable).hasSize(RECORDS).doesNotHaveDuplicates();
        }
    }

    private static KafkaProducer<String, String> producer(BrokerProcess broker, Map<String, Object> more) {
        Map<String, Object> config = new HashMap<>(Map.of("bootstrap.servers", "localhost:" + broker.kafkaPort(),
                "max.block.ms", 30_000, "delivery.timeout.ms", 10_000, "request.timeout.ms", 5_000));
        config.putAll(more);
        return new KafkaProducer<>(config, new StringSerializer(), new StringSerializer());
    }

    private static KafkaConsumer<String, String> consumer(BrokerProcess broker, String group) {
        Map<String, Object> config = Map.of("bootstrap.servers", "localhost:" + broker.kafkaPort(),
                "group.id", group, "group.instance.id", group, // A static member need not wait for its own ghost.
                "auto.offset.reset", "earliest", "enable.auto.commit", false,
                "isolation.level", "read_committed", "max.poll.records", 20,
                "default.api.timeout.ms", 10_000);
        return new KafkaConsumer<>(config, new StringDeserializer(), new StringDeserializer());
    }

    private static List<TopicPartition> partitions(String topic) {
        return List.of(new TopicPartition(topic, 0), new TopicPartition(topic, 1));
    }

    private static void joined(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
