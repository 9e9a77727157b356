package io.volok.testkit.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.LongDeserializer;
import org.apache.kafka.common.serialization.LongSerializer;

/** Produces with acks=all through broker deaths, and remembers which value was acknowledged at which offset. */
final class KafkaWitness {

    private static final String TOPIC = "crash";
    private static final int OUTSTANDING_MAX = 500;

    private volatile long attempted;
    private final SortedMap<Long, Long> valueAt = new ConcurrentSkipListMap<>();

    void produceWhile(BrokerProcess broker, BooleanSupplier alive) throws InterruptedException {
        Map<String, Object> settings = Map.of("bootstrap.servers", "127.0.0.1:" + broker.kafkaPort(),
                "acks", "all", "linger.ms", "1",
                "max.block.ms", "2000", "delivery.timeout.ms", "3000", "request.timeout.ms", "2000");
        Semaphore outstanding = new Semaphore(OUTSTANDING_MAX);
        KafkaProducer<Long, Long> producer = new KafkaProducer<>(settings, new LongSerializer(), new LongSerializer());
        try {
            while (alive.getAsBoolean()) {
                if (outstanding.tryAcquire(10, TimeUnit.MILLISECONDS)) {
                    long value = attempted++;
                    producer.send(new ProducerRecord<>(TOPIC, 0, null, value), (metadata, failure) -> {
                        outstanding.release();
                        if (failure == null) {
                            valueAt.put(metadata.offset(), value);
                        }
                    });
                }
            }
        } finally {
            // What is still under way is neither acknowledged nor to be sent again.
            producer.close(Duration.ZERO);
        }
    }

    int acknowledgedCount() {
        return valueAt.size();
    }

    /** Every acknowledged value stands at its offset; offsets are dense, values ascend, none is invented. */
    void verifyIfBegun(BrokerProcess broker) {
        if (attempted > 0) {
            verify(broker);
        }
    }

    private void verify(BrokerProcess broker) {
        SortedMap<Long, Long> found = new TreeMap<>();
        Map<String, Object> settings = Map.of("bootstrap.servers", "127.0.0.1:" + broker.kafkaPort());
        try (KafkaConsumer<Long, Long> consumer =
                new KafkaConsumer<>(settings, new LongDeserializer(), new LongDeserializer())) {
            TopicPartition partition = new TopicPartition(TOPIC, 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            while (consumer.position(partition) < end) {
                for (ConsumerRecord<Long, Long> record : consumer.poll(Duration.ofMillis(200))) {
                    found.put(record.offset(), record.value());
                }
            }
            assertThat(found).as("dense offsets from 0").hasSize((int) end);
        }
        assertThat(List.copyOf(found.values())).as("order, no doubles").isSorted().doesNotHaveDuplicates();
        assertThat(List.copyOf(found.values())).as("nothing invented").allMatch(value -> value >= 0 && value < attempted);
        assertThat(found).as("everything acknowledged, where it was said to be").containsAllEntriesOf(valueAt);
    }
}
