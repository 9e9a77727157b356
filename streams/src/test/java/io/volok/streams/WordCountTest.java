package io.volok.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.LongDeserializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Grouped;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.KTable;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.Produced;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A word count and a table join under exactly_once_v2, stopped and started again in between. */
class WordCountTest {

    private static final int LINES = 300;
    private static final int WORDS = 10;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"classic", "streams"})
    @Timeout(240)
    void countsEachWordExactlyOnceAcrossARestart(String groupProtocol) throws Exception {
        try (Broker broker = Broker.start(directory.resolve("data"))) {
            createTopics(broker);
            fillTable(broker);
            for (int round = 1; round <= 2; round++) {
                try (KafkaStreams streams = new KafkaStreams(topology().build(), settings(broker, groupProtocol))) {
                    streams.start();
                    produceLines(broker);
                    assertThat(counts(broker, round)).containsExactlyInAnyOrderEntriesOf(expected(round));
                }
            }
            List<ConsumerRecord<String, String>> joined = new ArrayList<>();
            read(broker, "joined", new StringDeserializer(), joined, () -> joined.size() >= 2 * LINES);
            assertThat(joined).hasSize(2 * LINES)
                    .allSatisfy(each -> assertThat(each.value()).endsWith("|row of " + each.key()));
        }
    }

    private static StreamsBuilder topology() {
        StreamsBuilder builder = new StreamsBuilder();
        KStream<String, String> lines = builder.stream("lines", Consumed.with(Serdes.String(), Serdes.String()));
        lines.flatMapValues(line -> Arrays.asList(line.split(" ")))
                .groupBy((key, word) -> word, Grouped.with(Serdes.String(), Serdes.String()))
                .count(Materialized.as("counts"))
                .toStream().to("counted", Produced.with(Serdes.String(), Serdes.Long()));
        KTable<String, String> table = builder.table("table", Consumed.with(Serdes.String(), Serdes.String()));
        lines.join(table, (line, row) -> line + "|" + row).to("joined", Produced.with(Serdes.String(), Serdes.String()));
        return builder;
    }

    private Properties settings(Broker broker, String groupProtocol) {
        Properties settings = connection(broker);
        settings.put("application.id", "word-count");
        settings.put("processing.guarantee", "exactly_once_v2");
        settings.put("group.protocol", groupProtocol);
        settings.put("state.dir", directory.resolve("state").toString());
        settings.put("commit.interval.ms", "200");
        if (groupProtocol.equals("classic")) {
            settings.put("session.timeout.ms", "6000");
        }
        return settings;
    }

    private static Properties connection(Broker broker) {
        Properties properties = new Properties();
        properties.put("bootstrap.servers", broker.bootstrapServers());
        return properties;
    }

    private static void createTopics(Broker broker) throws Exception {
        try (Admin admin = Admin.create(connection(broker))) {
            admin.createTopics(List.of(new NewTopic("lines", 2, (short) 1), new NewTopic("counted", 2, (short) 1),
                    new NewTopic("joined", 2, (short) 1),
                    new NewTopic("table", 2, (short) 1).configs(Map.of("cleanup.policy", "compact")))).all().get();
        }
    }

    private static void fillTable(Broker broker) {
        try (KafkaProducer<String, String> producer = producer(broker)) {
            for (int i = 0; i < WORDS; i++) {
                producer.send(new ProducerRecord<>("table", "k" + i, "row of k" + i));
            }
        }
    }

    private static void produceLines(Broker broker) {
        try (KafkaProducer<String, String> producer = producer(broker)) {
            for (int i = 0; i < LINES; i++) {
                producer.send(new ProducerRecord<>("lines", "k" + i % WORDS, "every w" + i % WORDS));
            }
        }
    }

    private static KafkaProducer<String, String> producer(Broker broker) {
        return new KafkaProducer<>(connection(broker), new StringSerializer(), new StringSerializer());
    }

    private static Map<String, Long> expected(int rounds) {
        Map<String, Long> expected = new TreeMap<>(Map.of("every", (long) rounds * LINES));
        for (int i = 0; i < WORDS; i++) {
            expected.put("w" + i, (long) rounds * LINES / WORDS);
        }
        return expected;
    }

    /** The newest count of each word, once they are what they should be or patience ends. */
    private static Map<String, Long> counts(Broker broker, int round) {
        Map<String, Long> counts = new TreeMap<>();
        List<ConsumerRecord<String, Long>> seen = new ArrayList<>();
        read(broker, "counted", new LongDeserializer(), seen, () -> {
            seen.forEach(each -> counts.put(each.key(), each.value()));
            return counts.equals(expected(round));
        });
        return counts;
    }

    private static <V> void read(Broker broker, String topic, Deserializer<V> values, List<ConsumerRecord<String, V>> into,
                                 BooleanSupplier enough) {
        Properties settings = connection(broker);
        settings.put("isolation.level", "read_committed");
        try (KafkaConsumer<String, V> consumer = new KafkaConsumer<>(settings, new StringDeserializer(), values)) {
            var partitions = consumer.partitionsFor(topic).stream()
                    .map(each -> new TopicPartition(topic, each.partition())).toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            long end = System.nanoTime() + PATIENCE.toNanos();
            while (!enough.getAsBoolean() && System.nanoTime() < end) {
                consumer.poll(Duration.ofMillis(200)).forEach(into::add);
            }
        }
    }
}
