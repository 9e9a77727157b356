package io.volok.cli.demo;

import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Consumes the topic with Kafka's own client as a consumer group. */
final class TopicReader implements Runnable {

    private static final String GROUP = "demo";
    private static final Duration POLL = Duration.ofMillis(200);

    private final int port;
    private final long expected;
    private final Tally tally;
    private final CountDownLatch done;
    private volatile boolean stopped;

    TopicReader(int port, long expected, Tally tally, CountDownLatch done) {
        this.port = port;
        this.expected = expected;
        this.tally = tally;
        this.done = done;
    }

    void stop() {
        stopped = true;
    }

    @Override
    public void run() {
        Properties settings = new Properties();
        settings.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, "localhost:" + port);
        settings.put(ConsumerConfig.GROUP_ID_CONFIG, GROUP);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class.getName());
        settings.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class.getName());
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(settings)) {
            consumer.subscribe(List.of(LinePublisher.TOPIC));
            while (!stopped && tally.count() < expected) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    tally.add(record.value());
                }
            }
            consumer.commitSync();
        }
        done.countDown();
    }
}
