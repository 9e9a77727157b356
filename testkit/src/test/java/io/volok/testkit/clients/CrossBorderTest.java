package io.volok.testkit.clients;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.Delivery;
import com.rabbitmq.client.GetResponse;
import io.volok.testkit.process.BrokerProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is possible because queues and topics are one thing: clients of both sides at work on the same messages. */
@Timeout(120)
class CrossBorderTest {

    private static final int COUNT = 300;

    @TempDir
    private Path data;

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void aTopicIsWorkedOffByAmqpConsumersAndKeptAllTheSame(int shards) throws Exception {
        try (BrokerProcess broker = start(shards); Connection connection = connect(broker)) {
            createTopic(broker, "orders", 3);
            produce(broker, "orders", 0, COUNT, Map.of("enable.idempotence", true, "compression.type", "zstd"));
            Channel declaring = connection.createChannel();
            declareWork(declaring, "workers", "orders");

            Worker one = new Worker(connection, "workers", 10);
            Worker other = new Worker(connection, "workers", 10);
            Set<String> done = new TreeSet<>();
            while (done.size() < COUNT) {
                for (Worker worker : List.of(one, other)) {
                    Delivery got = worker.next();
                    String text = text(got);
                    boolean fails = text.endsWith("7") && !got.getEnvelope().isRedeliver();
                    if (fails) {
                        worker.channel.basicNack(got.getEnvelope().getDeliveryTag(), false, true);
                    } else {
                        assertThat(done.add(text)).as("%s came twice", text).isTrue();
                        worker.channel.basicAck(got.getEnvelope().getDeliveryTag(), false);
                    }
                }
            }
            assertThat(one.count).isGreaterThan(COUNT / 4);
            assertThat(other.count).isGreaterThan(COUNT / 4);
            assertThat(done).isEqualTo(values(0, COUNT));
            assertThat(read(broker, "orders", COUNT)).extracting(ConsumerRecord::value)
                    .containsExactlyInAnyOrderElementsOf(values(0, COUNT));
        }
    }

    @Test
    void howFarTheWorkHasComeSurvivesACrash() throws Exception {
        try (BrokerProcess broker = start(1)) {
            try (Connection connection = connect(broker)) {
                Channel channel = connection.createChannel();
                declareWork(channel, "workers", "orders");
                channel.confirmSelect();
                for (String value : List.of("a", "b", "c", "d")) {
                    channel.basicPublish("", "workers", null, value.getBytes(UTF_8));
                }
                channel.waitForConfirmsOrDie(10_000);
                GetResponse first = channel.basicGet("workers", false);
                GetResponse second = channel.basicGet("workers", false);
                assertThat(new String(second.getBody(), UTF_8)).isEqualTo("b");
                channel.basicAck(first.getEnvelope().getDeliveryTag(), false);
                channel.queueDeclarePassive("workers"); // The acknowledgement has been seen when this is answered.
            }
            broker.kill();
        }
        try (BrokerProcess broker = start(1); Connection connection = connect(broker)) {
            Channel channel = connection.createChannel();
            assertThat(channel.messageCount("workers")).isEqualTo(3);
            GetResponse back = channel.basicGet("workers", true);
            assertThat(new String(back.getBody(), UTF_8)).isEqualTo("b");
            assertThat(back.getEnvelope().isRedeliver()).isTrue();
            assertThat(new String(channel.basicGet("workers", true).getBody(), UTF_8)).isEqualTo("c");
            assertThat(read(broker, "orders", 4)).extracting(ConsumerRecord::value)
                    .containsExactly("a", "b", "c", "d");
        }
    }

    @Test
    void aQueueFollowsItsTopic() throws Exception {
        try (BrokerProcess broker = start(2); Connection connection = connect(broker); Admin admin = Admin.create(
                Map.of("bootstrap.servers", "127.0.0.1:" + broker.kafkaPort()))) {
            createTopic(broker, "orders", 1);
            declareWork(connection.createChannel(), "workers", "orders");
            Worker worker = new Worker(connection, "workers", 0);
            admin.createPartitions(Map.of("orders", NewPartitions.increaseTo(3))).all().get(20, TimeUnit.SECONDS);
            produce(broker, "orders", 0, 60, Map.of());
            Set<String> got = new TreeSet<>();
            while (got.size() < 60) {
                got.add(text(worker.next()));
            }
            long held = worker.lastTag;
            admin.deleteTopics(List.of("orders")).all().get(20, TimeUnit.SECONDS);
            assertThat(worker.cancelled.await(20, TimeUnit.SECONDS)).isTrue();

            Channel channel = connection.createChannel();
            declareWork(channel, "workers", "orders");
            Worker again = new Worker(connection, "workers", 0);
            channel.basicPublish("", "workers", null, "new".getBytes(UTF_8));
            assertThat(text(again.next())).isEqualTo("new");
            worker.channel.basicAck(held, true); // That was another topic, at the same offsets.
            worker.channel.basicQos(1); // Answered behind it.
            again.channel.close();
            assertThat(new String(channel.basicGet("workers", true).getBody(), UTF_8)).isEqualTo("new");
        }
    }

    @Test
    void aStreamStaysDeclaredWhenKafkaDeletesItsTopic() throws Exception {
        try (BrokerProcess broker = start(2)) {
            try (Connection connection = connect(broker); Admin admin = Admin.create(
                    Map.of("bootstrap.servers", "127.0.0.1:" + broker.kafkaPort()))) {
                declareStream(connection.createChannel(), "readings");
                Worker reader = new Worker(connection, "readings", 10, Map.of("x-stream-offset", "first"));
                assertThat(isRouted(connection, "readings")).isTrue();
                assertThat(text(reader.next())).isEqualTo("sent");
                admin.deleteTopics(List.of("readings")).all().get(20, TimeUnit.SECONDS);
                assertThat(reader.cancelled.await(20, TimeUnit.SECONDS)).isTrue();
                assertThat(isRouted(connection, "readings")).isFalse();
            }
            broker.kill();
        }
        try (BrokerProcess broker = start(2); Connection connection = connect(broker)) {
            Channel channel = connection.createChannel();
            assertThat(channel.queueDeclarePassive("readings").getMessageCount()).isZero();
            assertThat(isRouted(connection, "readings")).as("a start makes no topic anew").isFalse();
            declareStream(channel, "readings");
            assertThat(isRouted(connection, "readings")).isTrue();
            Worker reader = new Worker(connection, "readings", 10, Map.of("x-stream-offset", "first"));
            assertThat(text(reader.next())).isEqualTo("sent");
        }
    }

    /** Publishes "sent" as mandatory to a queue, with a confirm: whether it did not come back. */
    private static boolean isRouted(Connection connection, String queue) throws Exception {
        Channel channel = connection.createChannel();
        AtomicBoolean returned = new AtomicBoolean();
        channel.addReturnListener(message -> returned.set(true));
        channel.confirmSelect();
        channel.basicPublish("", queue, true, null, "sent".getBytes(UTF_8));
        channel.waitForConfirmsOrDie(10_000);
        channel.close();
        return !returned.get();
    }

    @Test
    void amqpAndKafkaConsumersShareTheSameWork() throws Exception {
        try (BrokerProcess broker = start(1); Connection connection = connect(broker)) {
            createTopic(broker, "orders", 2);
            declareWork(connection.createChannel(), "workers", "orders");
            Worker amqp = new Worker(connection, "workers", 5);
            Set<String> done = new TreeSet<>();
            int byKafka = 0;
            try (KafkaShareConsumer<String, String> kafka = new KafkaShareConsumer<>(Map.of(
                    "bootstrap.servers", "127.0.0.1:" + broker.kafkaPort(), "group.id", "workers"),
                    new StringDeserializer(), new StringDeserializer())) {
                kafka.subscribe(List.of("orders"));
                for (int from = 0; byKafka == 0 || amqp.count == 0 || done.size() < from; from += 20) {
                    produce(broker, "orders", from, 20, Map.of());
                    for (ConsumerRecord<String, String> record : kafka.poll(Duration.ofMillis(300))) {
                        assertThat(done.add(record.value())).isTrue();
                        byKafka++;
                    }
                    for (Delivery got = amqp.poll(); got != null; got = amqp.poll()) {
                        assertThat(done.add(text(got))).isTrue();
                        amqp.channel.basicAck(got.getEnvelope().getDeliveryTag(), false);
                    }
                    assertThat(from).isLessThan(4_000);
                }
            }
            assertThat(done).isNotEmpty();
        }
    }

    @Test
    void whatATransactionTookBackIsNeverWork() throws Exception {
        try (BrokerProcess broker = start(1); Connection connection = connect(broker);
                KafkaProducer<String, String> producer = producer(broker, Map.of("transactional.id", "shop"))) {
            Channel channel = connection.createChannel();
            declareWork(channel, "workers", "orders");
            channel.queueDeclare("orders", true, false, false, Map.of("x-queue-type", "stream"));
            producer.initTransactions();
            for (String outcome : List.of("keep", "drop", "keep")) {
                producer.beginTransaction();
                producer.send(new ProducerRecord<>("orders", "k", outcome));
                producer.flush();
                if (outcome.equals("keep")) {
                    producer.commitTransaction();
                } else {
                    producer.abortTransaction();
                }
            }
            produce(broker, "orders", 0, 1, Map.of());
            List<String> worked = new ArrayList<>();
            for (GetResponse got = channel.basicGet("workers", true); got != null;
                    got = channel.basicGet("workers", true)) {
                worked.add(new String(got.getBody(), UTF_8));
            }
            assertThat(worked).containsExactly("keep", "keep", "v0");
            Worker stream = new Worker(connection, "orders", 10, Map.of("x-stream-offset", "first"));
            assertThat(List.of(text(stream.next()), text(stream.next()), text(stream.next())))
                    .isEqualTo(worked);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"classic", "quorum"})
    void whatAQueueHasDoneCanBeReadAgain(String type) throws Exception {
        try (BrokerProcess broker = start(1); Connection connection = connect(broker)) {
            Channel channel = connection.createChannel();
            channel.queueDeclare("jobs", true, false, false, Map.of("x-queue-type", type, "x-retain-acked", "7D"));
            channel.confirmSelect();
            for (int i = 0; i < COUNT; i++) {
                channel.basicPublish("", "jobs", new BasicProperties.Builder().deliveryMode(2).build(),
                        ("v" + i).getBytes(UTF_8));
            }
            channel.waitForConfirmsOrDie(20_000);
            for (int i = 0; i < COUNT; i++) {
                assertThat(channel.basicGet("jobs", true)).isNotNull();
            }
            assertThat(channel.basicGet("jobs", true)).isNull();
        }
        try (BrokerProcess broker = start(1); Connection connection = connect(broker)) {
            Worker reader = new Worker(connection, "jobs", 50, Map.of("x-stream-offset", "first"));
            for (int i = 0; i < COUNT; i++) {
                Delivery again = reader.next();
                assertThat(text(again)).isEqualTo("v" + i);
                assertThat(again.getProperties().getHeaders().get("x-stream-offset")).isEqualTo((long) i);
                reader.channel.basicAck(again.getEnvelope().getDeliveryTag(), false);
            }
            Worker late = new Worker(connection, "jobs", 50, Map.of("x-stream-offset", COUNT - 1));
            assertThat(text(late.next())).isEqualTo("v" + (COUNT - 1));
            Channel channel = connection.createChannel();
            channel.basicPublish("", "jobs", null, "new".getBytes(UTF_8));
            assertThat(text(reader.next())).isEqualTo("new");
            assertThat(text(late.next())).isEqualTo("new");
            assertThat(channel.messageCount("jobs")).isEqualTo(1);
        }
    }

    /** A consumer that gathers its deliveries. */
    private static final class Worker {

        private final Channel channel;
        private final BlockingQueue<Delivery> arrived = new LinkedBlockingQueue<>();
        private final CountDownLatch cancelled = new CountDownLatch(1);
        private int count;
        private long lastTag;

        Worker(Connection connection, String queue, int prefetch) throws Exception {
            this(connection, queue, prefetch, Map.of());
        }

        Worker(Connection connection, String queue, int prefetch, Map<String, Object> arguments) throws Exception {
            channel = connection.createChannel();
            channel.basicQos(prefetch);
            channel.basicConsume(queue, false, arguments, (tag, delivery) -> arrived.add(delivery),
                    tag -> cancelled.countDown());
        }

        Delivery next() throws Exception {
            Delivery delivery = arrived.poll(20, TimeUnit.SECONDS);
            assertThat(delivery).isNotNull();
            count++;
            lastTag = delivery.getEnvelope().getDeliveryTag();
            return delivery;
        }

        /** What comes in a moment, or null. */
        Delivery poll() throws Exception {
            Delivery delivery = arrived.poll(200, TimeUnit.MILLISECONDS);
            count += delivery == null ? 0 : 1;
            return delivery;
        }
    }

    private BrokerProcess start(int shards) throws Exception {
        return BrokerProcess.start(data, "--set", "shards=" + shards, "--set", "group.initial.rebalance.delay.ms=0");
    }

    private static void declareWork(Channel channel, String queue, String topic) throws Exception {
        channel.queueDeclare(queue, true, false, false, Map.of("x-queue-type", "topic", "x-topic", topic));
    }

    private static void declareStream(Channel channel, String queue) throws Exception {
        channel.queueDeclare(queue, true, false, false, Map.of("x-queue-type", "stream"));
    }

    private static Connection connect(BrokerProcess broker) throws Exception {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setHost("127.0.0.1");
        factory.setPort(broker.amqpPort());
        return factory.newConnection();
    }

    private static void createTopic(BrokerProcess broker, String name, int partitions) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", "127.0.0.1:" + broker.kafkaPort()))) {
            admin.createTopics(List.of(new NewTopic(name, partitions, (short) 1))).all().get(20, TimeUnit.SECONDS);
        }
    }

    private static KafkaProducer<String, String> producer(BrokerProcess broker, Map<String, Object> extra) {
        Map<String, Object> settings = new HashMap<>(extra);
        settings.put("bootstrap.servers", "127.0.0.1:" + broker.kafkaPort());
        settings.put("linger.ms", 20);
        return new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer());
    }

    private static void produce(BrokerProcess broker, String topic, int from, int count, Map<String, Object> extra) {
        try (KafkaProducer<String, String> producer = producer(broker, extra)) {
            for (int i = from; i < from + count; i++) {
                producer.send(new ProducerRecord<>(topic, "k" + i, "v" + i));
            }
        }
    }

    private static List<ConsumerRecord<String, String>> read(BrokerProcess broker, String topic, int count) {
        List<ConsumerRecord<String, String>> records = new ArrayList<>();
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(Map.of(
                "bootstrap.servers", "127.0.0.1:" + broker.kafkaPort(), "group.id", "audit",
                "auto.offset.reset", "earliest"), new StringDeserializer(), new StringDeserializer())) {
            consumer.subscribe(List.of(topic));
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
            while (records.size() < count && System.nanoTime() < deadline) {
                consumer.poll(Duration.ofMillis(200)).forEach(records::add);
            }
        }
        return records;
    }

    private static Set<String> values(int from, int count) {
        return IntStream.range(from, from + count).mapToObj(i -> "v" + i)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String text(Delivery delivery) {
        return new String(delivery.getBody(), UTF_8);
    }
}
