package io.volok.server.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AbortTransactionSpec;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.clients.admin.TransactionDescription;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Transactions as Kafka's own clients use them. */
class TransactionsClientTest {

    private static final int PARTITIONS = 3;

    @TempDir
    Path data;
    private KafkaFixture broker;
    private Admin admin;

    @BeforeEach
    void start() throws Exception {
        broker = new KafkaFixture(data, 2, Map.of("group.initial.rebalance.delay.ms", "0",
                "transaction.state.log.num.partitions", "3", "offsets.topic.num.partitions", "3",
                "transaction.abort.timed.out.transaction.cleanup.interval.ms", "200"));
        admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()));
        for (String topic : List.of("in", "out")) {
            if (!admin.listTopics().names().get().contains(topic)) {
                admin.createTopics(List.of(new NewTopic(topic, PARTITIONS, (short) 1))).all().get();
            }
        }
    }

    @AfterEach
    void stop() {
        admin.close();
        broker.close();
        assertThat(broker.failure()).isNull();
    }

    @Test
    void theSecondTransactionVersionIsAnnounced() throws Exception {
        var features = admin.describeFeatures().featureMetadata().get().finalizedFeatures();
        assertThat(features.get("transaction.version").maxVersionLevel()).isEqualTo((short) 2);
    }

    @Test
    void committedRecordsAreReadAndAbortedOnesAreNot() {
        try (KafkaProducer<String, String> producer = producer("t", Map.of())) {
            producer.initTransactions();
            for (int round = 0; round < 10; round++) {
                producer.beginTransaction();
                for (int i = 0; i < 5; i++) {
                    producer.send(new ProducerRecord<>("out", i % PARTITIONS, null,
                            (round % 2 == 0 ? "yes-" : "no-") + round + "-" + i));
                }
                producer.flush(); // An abort would drop what is not sent yet.
                if (round % 2 == 0) {
                    producer.commitTransaction();
                } else {
                    producer.abortTransaction();
                }
            }
        }
        assertThat(read("out", 25, "read_committed")).allMatch(value -> value.startsWith("yes")).hasSize(25);
        assertThat(read("out", 50, "read_uncommitted")).hasSize(50);
    }

    @Test
    void aNewProducerOfTheIdFencesTheOldOne() {
        try (KafkaProducer<String, String> old = producer("t", Map.of());
                KafkaProducer<String, String> young = producer("t", Map.of())) {
            old.initTransactions();
            old.beginTransaction();
            old.send(new ProducerRecord<>("out", 0, null, "zombie")).get();
            young.initTransactions();
            assertThatThrownBy(() -> {
                old.send(new ProducerRecord<>("out", 0, null, "late")).get();
                old.commitTransaction();
            }).satisfiesAnyOf(
                    thrown -> assertThat(thrown).isInstanceOf(ProducerFencedException.class),
                    thrown -> assertThat(thrown).hasCauseInstanceOf(InvalidProducerEpochException.class),
                    thrown -> assertThat(thrown).hasCauseInstanceOf(ProducerFencedException.class));
            young.beginTransaction();
            young.send(new ProducerRecord<>("out", 0, null, "fresh"));
            young.commitTransaction();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
        assertThat(read("out", 1, "read_committed")).containsExactly("fresh");
    }

    @Test
    void anOpenTransactionIsAbortedWhenItsTimeIsOver() throws Exception {
        try (KafkaProducer<String, String> producer = producer("slow", Map.of("transaction.timeout.ms", 1_000))) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>("out", 0, null, "lost")).get();
            TransactionDescription open = admin.describeTransactions(List.of("slow")).description("slow").get();
            assertThat(open.state()).isEqualTo(TransactionState.ONGOING);
            assertThat(open.topicPartitions()).containsExactly(new TopicPartition("out", 0));
            await(() -> admin.describeTransactions(List.of("slow")).description("slow").get().state()
                    == TransactionState.COMPLETE_ABORT);
            assertThatThrownBy(producer::commitTransaction).isInstanceOf(KafkaException.class);
        }
        try (KafkaProducer<String, String> producer = producer("slow", Map.of())) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>("out", 0, null, "kept"));
            producer.commitTransaction();
        }
        assertThat(read("out", 1, "read_committed")).containsExactly("kept");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatIsReadIsProcessedExactlyOnceWhateverIsAbortedOrRestarted(boolean restart) throws Exception {
        try (KafkaProducer<String, String> producer = producer(null, Map.of())) {
            for (int i = 0; i < 300; i++) {
                producer.send(new ProducerRecord<>("in", i % PARTITIONS, null, Integer.toString(i)));
            }
        }
        process(150, 3);
        if (restart) {
            stop();
            start();
        }
        process(300, 4);
        List<String> results = read("out", 300, "read_committed");
        assertThat(results).hasSize(300).doesNotHaveDuplicates();
        long committed = admin.listConsumerGroupOffsets("processors").partitionsToOffsetAndMetadata().get().values()
                .stream().mapToLong(OffsetAndMetadata::offset).sum();
        assertThat(committed).isEqualTo(300);
    }

    @Test
    void anOperatorSeesAndEndsTransactions() throws Exception {
        try (KafkaProducer<String, String> producer = producer("watched", Map.of())) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>("out", 1, null, "stuck")).get();
            assertThat(admin.listTransactions().all().get())
                    .anyMatch(each -> each.transactionalId().equals("watched"));
            TopicPartition partition = new TopicPartition("out", 1);
            ProducerState state = admin.describeProducers(List.of(partition)).partitionResult(partition).get()
                    .activeProducers().getFirst();
            assertThat(state.currentTransactionStartOffset()).hasValue(0);
            admin.abortTransaction(new AbortTransactionSpec(partition, state.producerId(),
                    (short) (state.producerEpoch() + 1), 0)).all().get();
            assertThat(admin.describeProducers(List.of(partition)).partitionResult(partition).get()
                    .activeProducers().getFirst().currentTransactionStartOffset()).isEmpty();
            admin.fenceProducers(List.of("watched")).all().get();
            assertThatThrownBy(producer::commitTransaction).isInstanceOf(KafkaException.class);
        }
    }

    @Test
    void transactionsAreKeptOverARestart() throws Exception {
        try (KafkaProducer<String, String> producer = producer("t", Map.of())) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>("out", 0, null, "one"));
            producer.commitTransaction();
            TransactionDescription before = admin.describeTransactions(List.of("t")).description("t").get();
            stop();
            start();
            await(() -> admin.describeTransactions(List.of("t")).description("t").get().state()
                    == TransactionState.COMPLETE_COMMIT);
            TransactionDescription after = admin.describeTransactions(List.of("t")).description("t").get();
            assertThat(after.producerId()).isEqualTo(before.producerId());
            assertThat(after.producerEpoch()).isEqualTo(before.producerEpoch());
        }
        assertThat(read("out", 1, "read_committed")).containsExactly("one");
    }

    /** Reads, processes and writes in transactions, aborting every so many, until so much of the input is committed. */
    private void process(int upTo, int abortEvery) throws Exception {
        Map<String, Object> config = config("processors");
        try (KafkaProducer<String, String> producer = producer("processor", Map.of());
                KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                        config, new StringDeserializer(), new StringDeserializer())) {
            producer.initTransactions();
            consumer.subscribe(List.of("in"));
            for (int turn = 1; committedInput() < upTo; turn++) {
                ConsumerRecords<String, String> records = consumer.poll(Duration.ofMillis(100));
                if (records.isEmpty()) {
                    continue;
                }
                producer.beginTransaction();
                Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
                for (ConsumerRecord<String, String> record : records) {
                    producer.send(new ProducerRecord<>("out", record.partition(), null, "done-" + record.value()));
                    offsets.put(new TopicPartition("in", record.partition()),
                            new OffsetAndMetadata(record.offset() + 1));
                }
                producer.sendOffsetsToTransaction(offsets, consumer.groupMetadata());
                if (turn % abortEvery == 0) {
                    producer.abortTransaction();
                    rewind(consumer);
                } else {
                    producer.commitTransaction();
                }
            }
        }
    }

    private static void rewind(KafkaConsumer<String, String> consumer) {
        Map<TopicPartition, OffsetAndMetadata> committed = consumer.committed(consumer.assignment());
        for (TopicPartition partition : consumer.assignment()) {
            OffsetAndMetadata offset = committed.get(partition);
            if (offset == null) {
                consumer.seekToBeginning(List.of(partition));
            } else {
                consumer.seek(partition, offset);
            }
        }
    }

    private long committedInput() throws Exception {
        Collection<OffsetAndMetadata> offsets =
                admin.listConsumerGroupOffsets("processors").partitionsToOffsetAndMetadata().get().values();
        return offsets.stream().mapToLong(OffsetAndMetadata::offset).sum();
    }

    private Map<String, Object> config(String group) {
        return Map.of("bootstrap.servers", broker.bootstrap(), "group.id", group, "auto.offset.reset", "earliest",
                "enable.auto.commit", false, "isolation.level", "read_committed", "max.poll.records", 20);
    }

    private KafkaProducer<String, String> producer(String transactionalId, Map<String, Object> more) {
        Map<String, Object> config = new HashMap<>(Map.of("bootstrap.servers", broker.bootstrap()));
        if (transactionalId != null) {
            config.put("transactional.id", transactionalId);
        }
        config.putAll(more);
        return new KafkaProducer<>(config, new StringSerializer(), new StringSerializer());
    }

    private List<String> read(String topic, int expected, String isolation) {
        Map<String, Object> config = Map.of("bootstrap.servers", broker.bootstrap(), "isolation.level", isolation,
                "auto.offset.reset", "earliest");
        List<String> values = new ArrayList<>();
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                config, new StringDeserializer(), new StringDeserializer())) {
            List<TopicPartition> partitions = new ArrayList<>();
            for (int i = 0; i < PARTITIONS; i++) {
                partitions.add(new TopicPartition(topic, i));
            }
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            long endNs = System.nanoTime() + Duration.ofSeconds(20).toNanos();
            while (values.size() < expected && System.nanoTime() < endNs) {
                consumer.poll(Duration.ofMillis(100)).forEach(record -> values.add(record.value()));
            }
            consumer.poll(Duration.ofMillis(200)).forEach(record -> values.add(record.value()));
        }
        return values;
    }

    private interface Condition {
        boolean holds() throws Exception;
    }

    private static void await(Condition condition) throws Exception {
        long endNs = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.holds()) {
            assertThat(System.nanoTime()).isLessThan(endNs);
            Thread.sleep(50);
        }
    }
}
