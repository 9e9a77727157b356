package io.volok.testkit.chaos;

import io.volok.testkit.history.Event;
import io.volok.testkit.history.Event.Outcome;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/** Reads one topic in a group, writes a result per record to another and commits both in one transaction. */
final class Transformer implements Actor {

    static final String INPUT = "in";
    static final String OUTPUT = "out";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Membership membership;
    private final String group;
    private final String name;
    private int lives;
    private int transactions;

    Transformer(Membership membership, String group, int seat) {
        this.membership = membership;
        this.group = group;
        this.name = group + "/" + seat;
    }

    /** The input value that a result was made of. */
    static String inputOf(String result) {
        return result.substring(result.indexOf(':') + 1);
    }

    @Override
    public void act(Stage stage) {
        Random random = stage.random(name);
        while (stage.isOn()) {
            long endNs = System.nanoTime() + (500 + random.nextInt(2_000)) * 1_000_000L;
            live(stage, () -> random.nextInt(5) == 0, consumer -> stage.isOn() && System.nanoTime() < endNs);
        }
    }

    /** Goes on, alone, until the whole input is processed. */
    void processTheRest(Stage stage) {
        long deadlineNs = System.nanoTime() + PATIENCE.toNanos();
        Map<TopicPartition, Long> ends = stage.ends(INPUT, Event.Isolation.COMMITTED);
        boolean[] done = new boolean[1];
        while (!done[0]) {
            if (System.nanoTime() > deadlineNs) {
                throw new AssertionError(group + " does not come to the end of " + INPUT + ": " + ends);
            }
            live(stage, () -> false, consumer -> {
                done[0] = consumer.assignment().equals(ends.keySet())
                        && ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
                return !done[0] && System.nanoTime() < deadlineNs;
            });
        }
    }

    private interface Wish {
        boolean goOn(Consumer<String, String> consumer);
    }

    /** One life: it ends as the wish says, or with the first thing that goes wrong. */
    private void live(Stage stage, BooleanSupplier aborts, Wish wish) {
        lives++;
        Producer<String, String> producer = stage.producer(
                Map.of("transactional.id", name, "transaction.timeout.ms", 3_000));
        try (Consumer<String, String> consumer = stage.consumer(
                Event.Isolation.COMMITTED, membership.settings(group))) {
            producer.initTransactions();
            consumer.subscribe(List.of(INPUT), new Witness(stage, consumer, name + "." + lives));
            while (wish.goOn(consumer)) {
                ConsumerRecords<String, String> records = consumer.poll(Stage.POLL);
                if (!records.isEmpty()) {
                    process(stage, producer, consumer, records, aborts.getAsBoolean());
                }
            }
        } catch (KafkaException failed) {
            // Fenced, timed out or caught by a rebalance: what was open is aborted by the next life.
            stage.history().add(new Event.Ended("failed life of " + name + ": " + failed, Outcome.UNKNOWN));
        } finally {
            producer.close(Duration.ZERO);
        }
    }

    private void process(Stage stage, Producer<String, String> producer, Consumer<String, String> consumer,
            ConsumerRecords<String, String> records, boolean abort) {
        String transaction = name + "-" + transactions++;
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        producer.beginTransaction();
        for (ConsumerRecord<String, String> record : records) {
            TopicPartition from = new TopicPartition(record.topic(), record.partition());
            stage.polled(name + "." + lives, Event.Isolation.COMMITTED, record);
            stage.send(producer, name + "/" + lives, transaction, new TopicPartition(OUTPUT, record.partition()),
                    transaction + ":" + record.value());
            offsets.put(from, new OffsetAndMetadata(record.offset() + 1));
        }
        producer.sendOffsetsToTransaction(offsets, consumer.groupMetadata());
        if (abort) {
            producer.abortTransaction();
            throw new KafkaException("aborted on purpose; the next life reads again");
        }
        Outcome outcome = Outcome.UNKNOWN;
        try {
            producer.commitTransaction();
            outcome = Outcome.COMMITTED;
        } finally {
            stage.history().add(new Event.Ended(transaction, outcome));
        }
        offsets.forEach((partition, offset) ->
                stage.history().add(new Event.Committed(group, partition, offset.offset())));
    }

    /** Notes where the member starts. */
    private final class Witness implements ConsumerRebalanceListener {
        private final Stage stage;
        private final Consumer<String, String> consumer;
        private final String reader;

        Witness(Stage stage, Consumer<String, String> consumer, String reader) {
            this.stage = stage;
            this.consumer = consumer;
            this.reader = reader;
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            for (TopicPartition partition : partitions) {
                long position = consumer.position(partition);
                stage.history().add(new Event.Owned(group, reader, partition, position));
                stage.history().add(new Event.Positioned(reader, partition, position));
            }
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            partitions.forEach(each -> stage.history().add(new Event.Released(group, reader, each)));
        }
    }
}
