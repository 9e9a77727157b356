package io.volok.bench.scale;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongPredicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Partitions, ten to a topic: batches of 16 KiB go round all of them, then all are read from the start. The broker starts
 * again after a clean stop and after {@code kill -9}.
 */
final class Partitions implements Subject {

    private static final int[] SIZES = {1, 10, 100, 1_000, 10_000};
    private static final int PER_TOPIC = 10;
    private static final int PER_BATCH = 16;
    private static final int RECORDS = 320_000;
    private static final int RECORD_BYTES = 1_000;

    @Override
    public Table table() {
        return new Table("partitions", "partitions", Table.drawn("CPU s per million produced", "%.2f"),
                Table.drawn("CPU s per million fetched", "%.2f"), Table.drawn("resident MiB", "%.0f"),
                Table.drawn("start s", "%.2f"), new Table.Column("start s after kill -9", "%.2f", false),
                Table.plain("open files"), Table.plain("idle CPU ms/s"), Table.plain("created per second"),
                new Table.Column("all opened, s", "%.2f", false), new Table.Column("all opened after kill -9, s", "%.2f", false));
    }

    @Override
    public String peers() {
        return "kafka";
    }

    @Override
    public void run(Broker broker, LongPredicate wanted, Table table) throws Exception {
        for (int size : SIZES) {
            if (wanted.test(size)) {
                measure(broker, size, table);
            }
        }
    }

    private static Map<String, Object> server(Broker broker) {
        return Map.of("bootstrap.servers", broker.host() + ":" + broker.port("kafka"));
    }

    private static void measure(Broker broker, int size, Table table) throws Exception {
        List<TopicPartition> partitions = new ArrayList<>();
        long start = System.nanoTime();
        try (Admin admin = Admin.create(server(broker))) {
            List<NewTopic> topics = new ArrayList<>();
            for (int topic = 0; topic < Math.max(1, size / PER_TOPIC); topic++) {
                String name = "scale-" + size + "-" + ProcessHandle.current().pid() + "-" + topic;
                topics.add(new NewTopic(name, Math.min(size, PER_TOPIC), (short) 1));
                for (int index = 0; index < Math.min(size, PER_TOPIC); index++) {
                    partitions.add(new TopicPartition(name, index));
                }
            }
            for (int i = 0; i < topics.size(); i += 100) {
                admin.createTopics(topics.subList(i, Math.min(topics.size(), i + 100))).all().get();
            }
            double createdPerSecond = size * 1e9 / (System.nanoTime() - start);
            produce(broker, partitions); // makes the files
            double produced = produce(broker, partitions);
            double fetched = fetch(broker, partitions);
            double resident = broker.residentMiB();
            long files = broker.openFiles();
            double idle = broker.idleCpu();
            double clean = Double.NaN;
            double offsets = Double.NaN;
            double offsetsCrashed = Double.NaN;
            double crashed = Double.NaN;
            if (broker.isOwn()) {
                broker.stop(true);
                clean = broker.start();
                offsets = endOffsets(broker, partitions);
                produce(broker, partitions);
                broker.stop(false);
                crashed = broker.start();
                offsetsCrashed = endOffsets(broker, partitions);
            } else {
                admin.deleteTopics(topics.stream().map(NewTopic::name).toList()).all().get();
            }
            table.add(broker, Integer.toString(size), produced, fetched, resident, clean, crashed, files,
                    idle, createdPerSecond, offsets, offsetsCrashed);
        }
    }

    private static double produce(Broker broker, List<TopicPartition> partitions) throws Exception {
        Map<String, Object> settings = new HashMap<>(server(broker));
        settings.put("acks", "all");
        settings.put("linger.ms", 100);
        settings.put("batch.size", PER_BATCH * (RECORD_BYTES + 20));
        settings.put("buffer.memory", 64L << 20);
        double cpu;
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            partitions.stream().map(TopicPartition::topic).distinct().forEach(producer::partitionsFor);
            cpu = broker.cpuSeconds();
            byte[] value = new byte[RECORD_BYTES];
            for (int i = 0; i < RECORDS; i++) {
                TopicPartition to = partitions.get(i / PER_BATCH % partitions.size());
                producer.send(new ProducerRecord<>(to.topic(), to.partition(), null, value), (metadata, failure) -> {
                    if (failure != null) {
                        throw new IllegalStateException(failure);
                    }
                });
            }
            producer.flush();
        }
        return (broker.cpuSeconds() - cpu) * 1e6 / RECORDS;
    }

    private static double fetch(Broker broker, List<TopicPartition> partitions) throws Exception {
        double cpu = broker.cpuSeconds();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(server(broker), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            int count = 0;
            while (count < 2 * RECORDS) {
                count += consumer.poll(Duration.ofMillis(200)).count();
            }
        }
        return (broker.cpuSeconds() - cpu) * 1e6 / (2 * RECORDS);
    }

    /** Every partition is touched: seconds until all have answered. */
    private static double endOffsets(Broker broker, List<TopicPartition> partitions) throws Exception {
        long start = System.nanoTime();
        try (Admin admin = Admin.create(server(broker))) {
            Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
            partitions.forEach(partition -> wanted.put(partition, OffsetSpec.latest()));
            admin.listOffsets(wanted).all().get(2, TimeUnit.MINUTES);
        }
        return (System.nanoTime() - start) / 1e9;
    }
}
