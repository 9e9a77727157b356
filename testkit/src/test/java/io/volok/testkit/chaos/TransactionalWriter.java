package io.volok.testkit.chaos;

import io.volok.testkit.history.Event;
import io.volok.testkit.history.Event.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/** Commits, aborts, dies with its transaction open, or is fenced by its own successor and tries to commit all the same. */
final class TransactionalWriter implements Actor {

    private final String name;
    private final String topic;
    private int transactions;
    private int lives;

    TransactionalWriter(String name, String topic) {
        this.name = name;
        this.topic = topic;
    }

    @Override
    public void act(Stage stage) {
        Random random = stage.random(name);
        Producer<String, String> producer = reborn(stage);
        while (stage.isOn()) {
            String transaction = name + "-" + transactions++;
            try {
                write(stage, producer, random, transaction);
                int fate = random.nextInt(10);
                if (fate < 5) {
                    commit(stage, producer, transaction);
                } else if (fate < 8) {
                    producer.abortTransaction();
                } else if (fate == 8) {
                    producer = diedOpen(stage, producer);
                } else {
                    producer = fenced(stage, producer, transaction);
                }
            } catch (KafkaException failed) {
                producer.close(Duration.ZERO);
                producer = reborn(stage);
            }
        }
        producer.close(Duration.ZERO);
    }

    private void write(Stage stage, Producer<String, String> producer, Random random, String transaction) {
        producer.beginTransaction();
        List<TopicPartition> partitions = Stage.partitions(topic);
        for (int i = 1 + random.nextInt(8); i > 0; i--) {
            TopicPartition to = partitions.get(random.nextInt(partitions.size()));
            stage.send(producer, name + "/" + lives, transaction, to, transaction + "-" + i);
        }
        if (random.nextBoolean()) {
            producer.flush(); // Else an abort drops what is not sent yet.
        }
    }

    private static void commit(Stage stage, Producer<String, String> producer, String transaction) {
        Outcome outcome = Outcome.UNKNOWN;
        try {
            producer.commitTransaction();
            outcome = Outcome.COMMITTED;
        } finally {
            stage.history().add(new Event.Ended(transaction, outcome));
        }
    }

    private Producer<String, String> diedOpen(Stage stage, Producer<String, String> producer) {
        producer.flush();
        producer.close(Duration.ZERO);
        return reborn(stage);
    }

    /** The successor is there before the old one commits: this commit must fail. */
    private Producer<String, String> fenced(Stage stage, Producer<String, String> old, String transaction) {
        old.flush();
        Producer<String, String> young = reborn(stage);
        try {
            commit(stage, old, transaction);
        } catch (KafkaException asItShould) {
            // Noted as unknown; that it does not count is what the next line says.
            stage.history().add(new Event.Ended(transaction, Outcome.ABORTED));
        } finally {
            old.close(Duration.ZERO);
        }
        return young;
    }

    private Producer<String, String> reborn(Stage stage) {
        while (true) {
            lives++;
            Producer<String, String> producer = stage.producer(
                    Map.of("transactional.id", name, "transaction.timeout.ms", 3_000));
            try {
                producer.initTransactions();
                return producer;
            } catch (KafkaException notThere) {
                producer.close(Duration.ZERO);
                if (!stage.isOn()) {
                    throw notThere;
                }
            }
        }
    }
}
