package io.volok.cli.bench;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code volok bench kafka}: one producer and one consumer on partition 0 of a topic, with Kafka's own client. */
@Command(name = "kafka", description = "Produce to a topic and consume it; prints rates and latencies.")
final class KafkaBench implements Callable<Integer> {

    private static final int KAFKA_PORT = 9092;
    private static final Duration POLL = Duration.ofMillis(100);

    @Mixin
    private BrokerOptions broker = new BrokerOptions();

    @Option(names = "--topic", description = "Made when it is not there (default: volok-bench).")
    private String topic = "volok-bench";

    @Option(names = "--acks", description = "all (default), 1 or 0.")
    private String acks = "all";

    @Option(names = "--linger-ms", description = "How long the producer gathers (default: 0).")
    private int lingerMs;

    private final AtomicReference<Exception> refused = new AtomicReference<>();

    @Override
    public Integer call() throws Exception {
        if (broker.size < Long.BYTES || broker.messages < 1) {
            System.err.println("--size is 8 at least, --messages 1");
            return 2;
        }
        TopicPartition partition = new TopicPartition(topic, 0);
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(producerSettings());
                KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(consumerSettings())) {
            producer.partitionsFor(topic); // creates it
            consumer.assign(List.of(partition));
            consumer.seekToEnd(List.of(partition));
            consumer.position(partition);
            long startNanoTime = System.nanoTime();
            Measured delivered = new Measured(startNanoTime);
            Measured confirmed = new Measured(startNanoTime);
            FutureTask<Void> reading = new FutureTask<>(() -> consume(consumer, delivered));
            Thread.ofPlatform().name("bench-consumer").daemon().start(reading);
            produce(producer, new Pace(broker.rate, startNanoTime), confirmed);
            reading.get();
            confirmed.print(System.out, "confirmed");
            delivered.print(System.out, "delivered");
        }
        return 0;
    }

    private void produce(KafkaProducer<byte[], byte[]> producer, Pace pace, Measured confirmed) throws Exception {
        for (long index = 0; index < broker.messages && refused.get() == null; index++) {
            long due = pace.dueNanoTime(index, System.nanoTime());
            pace.await(due);
            byte[] value = new byte[broker.size];
            ByteBuffer.wrap(value).putLong(due);
            // The producer calls back on its one thread.
            producer.send(new ProducerRecord<>(topic, 0, null, value), (metadata, failure) -> {
                if (failure != null) {
                    refused.compareAndSet(null, failure);
                } else {
                    confirmed.record(due, System.nanoTime());
                }
            });
        }
        producer.flush();
        if (refused.get() != null) {
            throw refused.get();
        }
    }

    private Void consume(KafkaConsumer<byte[], byte[]> consumer, Measured delivered) {
        while (delivered.count() < broker.messages && refused.get() == null) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                delivered.record(ByteBuffer.wrap(record.value()).getLong(), System.nanoTime());
            }
        }
        return null;
    }

    private Properties producerSettings() {
        Properties settings = new Properties();
        settings.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, broker.host + ":" + broker.port(KAFKA_PORT));
        settings.put(ProducerConfig.ACKS_CONFIG, acks);
        settings.put(ProducerConfig.LINGER_MS_CONFIG, Integer.toString(lingerMs));
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, Boolean.toString(acks.equals("all")));
        settings.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class.getName());
        settings.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class.getName());
        return settings;
    }

    private Properties consumerSettings() {
        Properties settings = new Properties();
        settings.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, broker.host + ":" + broker.port(KAFKA_PORT));
        settings.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class.getName());
        settings.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class.getName());
        return settings;
    }
}
