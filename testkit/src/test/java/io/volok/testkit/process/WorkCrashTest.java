package io.volok.testkit.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.GetResponse;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * kill -9 under a queue of type topic: a committed acknowledgement never comes again, and what is rejected is in the
 * dead-letter queue at last.
 */
class WorkCrashTest {

    private static final int RECORDS = 300;
    private static final int KILLS = 4;
    private static final int RECORDS_PER_ROUND = 13;
    /** Few enough that something is left for the last life, which takes the dead letters away. */
    private static final int ROUNDS_PER_LIFE = RECORDS / RECORDS_PER_ROUND / (KILLS + 1);

    @TempDir
    private Path data;
    private final Set<String> done = new HashSet<>();
    private final Set<String> rejected = new TreeSet<>();
    private Random random;

    @ParameterizedTest
    @CsvSource({"1, os", "2, os", "2, fsync"})
    @Timeout(180)
    void whatIsCommittedIsDoneWhateverIsKilled(int shards, String durability) throws Exception {
        long seed = System.nanoTime();
        random = new Random(seed);
        for (int life = 0; life <= KILLS; life++) {
            try (BrokerProcess broker = BrokerProcess.start(data,
                    "--set", "durability=" + durability, "--set", "shards=" + shards)) {
                if (life == 0) {
                    produce(broker);
                }
                work(broker, life == KILLS ? Integer.MAX_VALUE : 1 + random.nextInt(ROUNDS_PER_LIFE));
            }
        }
        assertThat(done.size() + rejected.size()).as("seed %d", seed).isEqualTo(RECORDS);
    }

    /** Works some rounds and kills with records in hand, or works until nothing is left. */
    private void work(BrokerProcess broker, int rounds) throws Exception {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setPort(broker.amqpPort());
        factory.setAutomaticRecoveryEnabled(false);
        Connection connection = factory.newConnection();
        Channel channel = connection.createChannel();
        channel.queueDeclare("dead", true, false, false, Map.of());
        channel.queueDeclare("workers", true, false, false, Map.of("x-queue-type", "topic", "x-topic", "orders",
                "x-dead-letter-exchange", "", "x-dead-letter-routing-key", "dead"));
        channel.txSelect();
        boolean left = true;
        for (int round = 0; round < rounds && left; round++) {
            left = round(channel);
        }
        if (left) {
            channel.basicGet("workers", false);
            broker.kill();
            connection.abort();
            return;
        }
        Set<String> dead = new TreeSet<>();
        for (GetResponse letter = channel.basicGet("dead", true); letter != null;
                letter = channel.basicGet("dead", true)) {
            dead.add(text(letter));
        }
        assertThat(dead).isEqualTo(rejected);
        connection.close();
    }

    /** Gets some, says what becomes of them, and commits; false if there was nothing. */
    private boolean round(Channel channel) throws Exception {
        Set<String> now = new HashSet<>();
        boolean any = false;
        for (int i = 0; i < RECORDS_PER_ROUND; i++) {
            GetResponse got = channel.basicGet("workers", false);
            if (got == null) {
                break;
            }
            any = true;
            assertThat(done).doesNotContain(text(got));
            long tag = got.getEnvelope().getDeliveryTag();
            if (rejected.contains(text(got)) || random.nextInt(10) == 0) {
                rejected.add(text(got)); // It may come once more, if its letter was not kept yet.
                channel.basicReject(tag, false);
            } else {
                now.add(text(got));
                channel.basicAck(tag, false);
            }
        }
        channel.txCommit();
        done.addAll(now);
        return any;
    }

    private static String text(GetResponse got) {
        return new String(got.getBody(), UTF_8);
    }

    private static void produce(BrokerProcess broker) throws Exception {
        Map<String, Object> server = Map.of("bootstrap.servers", "127.0.0.1:" + broker.kafkaPort());
        try (Admin admin = Admin.create(server); KafkaProducer<String, String> producer =
                new KafkaProducer<>(server, new StringSerializer(), new StringSerializer())) {
            admin.createTopics(Set.of(new NewTopic("orders", 3, (short) 1))).all().get();
            Set<String> all = IntStream.range(0, RECORDS).mapToObj(i -> "v" + i).collect(Collectors.toSet());
            all.forEach(value -> producer.send(new ProducerRecord<>("orders", value, value)));
        }
    }
}
