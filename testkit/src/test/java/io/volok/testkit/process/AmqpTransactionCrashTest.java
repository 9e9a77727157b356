package io.volok.testkit.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.CancelCallback;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.DeliverCallback;
import com.rabbitmq.client.GetResponse;
import com.rabbitmq.client.MessageProperties;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * kill -9 in the middle of AMQP transactions that acknowledge from one queue and publish to a classic queue, a quorum queue
 * and a stream: since each is there as a whole or not at all, everything is processed exactly once.
 */
class AmqpTransactionCrashTest {

    private static final int MESSAGES = 1_000;
    private static final int KILLS = 5;
    private static final int MOST_PER_COMMIT = 8;

    @TempDir
    private Path data;
    private int commits;

    @ParameterizedTest
    @ValueSource(strings = {"os", "fsync"})
    @Timeout(300)
    void whatIsAcknowledgedIsPublishedExactlyOnce(String durability) throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int life = 0; life <= KILLS; life++) {
            try (BrokerProcess broker = BrokerProcess.start(data, "--set", "durability=" + durability,
                    "--set", "shards=1")) {
                if (life == 0) {
                    prepare(broker);
                }
                process(broker, random, life == KILLS ? Integer.MAX_VALUE : 2 + random.nextInt(12));
                if (life == KILLS) {
                    verify(broker, seed);
                }
            }
        }
        System.out.printf("AMQP transaction crash test, durability %s, seed %d: %d commits over %d kills%n",
                durability, seed, commits, KILLS);
    }

    private static void prepare(BrokerProcess broker) throws Exception {
        try (Connection connection = connect(broker)) {
            Channel channel = connection.createChannel();
            channel.exchangeDeclare("results", "fanout", true);
            channel.queueDeclare("in", true, false, false, Map.of());
            for (String type : List.of("classic", "quorum", "stream")) {
                channel.queueDeclare(type, true, false, false, Map.of("x-queue-type", type));
                channel.queueBind(type, "results", "");
            }
            channel.confirmSelect();
            for (int i = 0; i < MESSAGES; i++) {
                channel.basicPublish("", "in", MessageProperties.PERSISTENT_BASIC, bytes(i));
            }
            channel.waitForConfirmsOrDie(60_000);
        }
    }

    /** Commits so many transactions and then pulls the plug during one; or goes on until there is nothing left. */
    private void process(BrokerProcess broker, Random random, int transactions) throws Exception {
        Connection connection = connect(broker);
        try {
            Channel channel = connection.createChannel();
            channel.txSelect();
            for (int done = 0; gather(channel, random); done++) {
                if (done >= transactions) {
                    dieWhileCommitting(broker, channel, random);
                    return;
                }
                channel.txCommit();
                commits++;
            }
        } finally {
            connection.abort();
        }
    }

    /** Takes some messages into a transaction; false if there is none left. */
    private static boolean gather(Channel channel, Random random) throws IOException {
        boolean any = false;
        for (int left = 1 + random.nextInt(MOST_PER_COMMIT); left > 0; left--) {
            GetResponse got = channel.basicGet("in", false);
            if (got == null) {
                return any;
            }
            channel.basicPublish("results", "", MessageProperties.PERSISTENT_BASIC, got.getBody());
            channel.basicAck(got.getEnvelope().getDeliveryTag(), false);
            any = true;
        }
        return any;
    }

    private static void dieWhileCommitting(BrokerProcess broker, Channel channel, Random random)
            throws InterruptedException {
        long delayNs = random.nextInt(3_000_000);
        Thread killer = Thread.ofPlatform().start(() -> {
            long endNs = System.nanoTime() + delayNs;
            while (System.nanoTime() < endNs) {
                Thread.onSpinWait();
            }
            broker.kill();
        });
        try {
            channel.txCommit();
        } catch (IOException | AlreadyClosedException died) {
            // The broker is gone; whether the commit counts is what the next life finds out.
            assertThat(died).isNotNull();
        } finally {
            killer.join();
        }
        assertThat(broker.isAlive()).isFalse();
    }

    private static void verify(BrokerProcess broker, long seed) throws Exception {
        try (Connection connection = connect(broker)) {
            Channel channel = connection.createChannel();
            for (String queue : List.of("classic", "quorum")) {
                assertThat(drain(channel, queue)).as("%s, seed %d", queue, seed).hasSize(MESSAGES)
                        .doesNotHaveDuplicates();
            }
            assertThat(read(channel)).as("stream, seed %d", seed).hasSize(MESSAGES).doesNotHaveDuplicates();
            assertThat(channel.basicGet("in", true)).isNull();
        }
    }

    private static List<String> drain(Channel channel, String queue) throws IOException {
        List<String> bodies = new ArrayList<>();
        for (GetResponse got = channel.basicGet(queue, true); got != null; got = channel.basicGet(queue, true)) {
            bodies.add(new String(got.getBody(), StandardCharsets.UTF_8));
        }
        return bodies;
    }

    /** Reads the stream up to a message that is put behind all others. */
    private static List<String> read(Channel channel) throws Exception {
        BlockingQueue<String> read = new LinkedBlockingQueue<>();
        channel.basicPublish("", "stream", null, "end".getBytes(StandardCharsets.UTF_8));
        channel.basicQos(100);
        DeliverCallback take = (tag, delivery) -> {
            read.add(new String(delivery.getBody(), StandardCharsets.UTF_8));
            channel.basicAck(delivery.getEnvelope().getDeliveryTag(), false);
        };
        CancelCallback gone = tag -> { };
        channel.basicConsume("stream", false, Map.of("x-stream-offset", "first"), take, gone);
        List<String> bodies = new ArrayList<>();
        for (String body = read.poll(30, TimeUnit.SECONDS); !"end".equals(body); body = read.poll(30, TimeUnit.SECONDS)) {
            assertThat(body).as("after %d messages", bodies.size()).isNotNull();
            bodies.add(body);
        }
        return bodies;
    }

    private static Connection connect(BrokerProcess broker) throws Exception {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setPort(broker.amqpPort());
        factory.setAutomaticRecoveryEnabled(false);
        return factory.newConnection();
    }

    private static byte[] bytes(int number) {
        return Integer.toString(number).getBytes(StandardCharsets.UTF_8);
    }
}
