package io.volok.testkit.chaos;

import io.volok.testkit.history.Event;
import io.volok.testkit.history.History;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** What the actors of one run share: the broker, the clock, the seed and the history. */
final class Stage {

    static final int PARTITIONS = 3;
    static final Duration POLL = Duration.ofMillis(50);

    private final String bootstrap;
    private final long seed;
    private volatile long endNs;
    private final History history = new History();

    Stage(String bootstrap, long seed, Duration length) {
        this.bootstrap = bootstrap;
        this.seed = seed;
        this.endNs = System.nanoTime() + length.toNanos();
    }

    /** The broker was away for so long: nobody could do anything. */
    void prolong(long byNs) {
        endNs += byNs;
    }

    /** Whether actors go on. */
    boolean isOn() {
        return System.nanoTime() < endNs;
    }

    History history() {
        return history;
    }

    String bootstrap() {
        return bootstrap;
    }

    /** Chance for one actor: the same wishes for the same seed. */
    Random random(String actor) {
        return new Random(seed * 31 + actor.hashCode());
    }

    static void pause(int ms) {
        LockSupport.parkNanos(Duration.ofMillis(ms).toNanos());
    }

    static List<TopicPartition> partitions(String topic) {
        List<TopicPartition> partitions = new ArrayList<>();
        for (int i = 0; i < PARTITIONS; i++) {
            partitions.add(new TopicPartition(topic, i));
        }
        return partitions;
    }

    /** A producer that waits for a broker that comes back within seconds. */
    Producer<String, String> producer(Map<String, Object> more) {
        Map<String, Object> config = new HashMap<>(Map.of("bootstrap.servers", bootstrap, "acks", "all",
                "max.block.ms", 30_000, "delivery.timeout.ms", 30_000, "request.timeout.ms", 2_000,
                "linger.ms", 1, "reconnect.backoff.max.ms", 200));
        config.putAll(more);
        return new KafkaProducer<>(config, new StringSerializer(), new StringSerializer());
    }

    Consumer<String, String> consumer(Event.Isolation isolation, Map<String, Object> more) {
        Map<String, Object> config = new HashMap<>(Map.of("bootstrap.servers", bootstrap,
                "enable.auto.commit", false, "auto.offset.reset", "earliest",
                "isolation.level", isolation == Event.Isolation.COMMITTED ? "read_committed" : "read_uncommitted",
                "max.poll.records", 50, "request.timeout.ms", 3_000, "default.api.timeout.ms", 30_000,
                "fetch.max.wait.ms", 50, "reconnect.backoff.max.ms", 200));
        config.putAll(more);
        return new KafkaConsumer<>(config, new StringDeserializer(), new StringDeserializer());
    }

    /** Sends a value and notes what becomes of it. */
    void send(Producer<String, String> producer, String name, String transaction, TopicPartition to, String value) {
        history.add(new Event.Sent(name, transaction, to, value));
        producer.send(new ProducerRecord<>(to.topic(), to.partition(), null, value), (metadata, failure) -> {
            if (failure == null) {
                history.add(new Event.Acknowledged(to, metadata.offset(), value));
            }
        });
    }

    /** Where partitions end now for a reader of this isolation. */
    Map<TopicPartition, Long> ends(String topic, Event.Isolation isolation) {
        try (Consumer<String, String> any = consumer(isolation, Map.of())) {
            return any.endOffsets(partitions(topic));
        }
    }

    void polled(String reader, Event.Isolation isolation, ConsumerRecord<String, String> record) {
        history.add(new Event.Polled(reader, isolation, new TopicPartition(record.topic(), record.partition()),
                record.offset(), record.value()));
    }
}
