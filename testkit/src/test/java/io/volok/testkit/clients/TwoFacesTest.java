package io.volok.testkit.clients;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.Delivery;
import io.volok.testkit.process.BrokerProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One log, seen from both sides: the stream queue {@code orders} is the topic {@code orders}. */
@Timeout(120)
class TwoFacesTest {

    private static final String ORDERS = "orders";

    @TempDir
    private Path data;

    @ParameterizedTest
    @CsvSource({"1,none", "2,none", "1,zstd", "1,lz4", "1,snappy", "1,gzip"})
    void whatOneSideWritesTheOtherReads(String shards, String compression) throws Exception {
        try (BrokerProcess broker = BrokerProcess.start(data, "--set", "shards=" + shards);
                Connection connection = connect(broker);
                Channel channel = connection.createChannel()) {
            long beforeMs = System.currentTimeMillis();
            produceWithKafka(broker, compression);
            channel.queueDeclare(ORDERS, true, false, false, Map.of("x-queue-type", "stream"));
            channel.confirmSelect();
            channel.basicPublish("", ORDERS, new BasicProperties.Builder().contentType("text/plain")
                    .headers(Map.of("x-kafka-key", "k3", "answer", 42)).messageId("m-3").build(), "three".getBytes(UTF_8));
            channel.waitForConfirmsOrDie(20_000);

            List<Delivery> deliveries = consumeWithAmqp(channel, 3);
            List<ConsumerRecord<String, String>> records = consumeWithKafka(broker, 3);

            assertThat(deliveries).extracting(delivery -> new String(delivery.getBody(), UTF_8))
                    .containsExactly("one", "two", "three");
            Delivery first = deliveries.getFirst();
            assertThat(first.getProperties().getDeliveryMode()).isEqualTo(2);
            assertThat(first.getProperties().getTimestamp())
                    .isBetween(new Date(beforeMs - 2_000), new Date(System.currentTimeMillis() + 2_000));
            assertThat(text(first, "x-kafka-key")).isEqualTo("k1");
            assertThat(text(first, "colour")).isEqualTo("blue");
            assertThat(first.getProperties().getHeaders().get("x-stream-offset")).isEqualTo(0L);
            assertThat(deliveries.get(2).getProperties().getMessageId()).isEqualTo("m-3");
            assertThat(deliveries.get(2).getProperties().getHeaders().get("answer")).isEqualTo(42);

            assertThat(records).extracting(ConsumerRecord::value).containsExactly("one", "two", "three");
            ConsumerRecord<String, String> third = records.get(2);
            assertThat(third.key()).isEqualTo("k3");
            assertThat(header(third, "answer")).isEqualTo("42");
            assertThat(header(third, "amqp.routing-key")).isEqualTo(ORDERS);
            assertThat(header(third, "amqp.content-type")).isEqualTo("text/plain");
        }
    }

    @ParameterizedTest
    @CsvSource({"1", "2"})
    void anExchangeRoutesIntoATopic(String shards) throws Exception {
        try (BrokerProcess broker = BrokerProcess.start(data, "--set", "shards=" + shards);
                Connection connection = connect(broker);
                Channel channel = connection.createChannel()) {
            channel.queueDeclare(ORDERS, true, false, false, Map.of("x-queue-type", "stream"));
            channel.exchangeDeclare("shop", "topic", true);
            channel.queueBind(ORDERS, "shop", "order.*");
            channel.confirmSelect();
            for (int i = 0; i < 1_000; i++) {
                channel.basicPublish("shop", i % 2 == 0 ? "order.eu" : "invoice.eu", null, ("n" + i).getBytes(UTF_8));
            }
            channel.waitForConfirmsOrDie(20_000);

            List<ConsumerRecord<String, String>> records = consumeWithKafka(broker, 500);

            assertThat(records).hasSize(500);
            assertThat(records.getLast().value()).isEqualTo("n998");
            assertThat(header(records.getLast(), "amqp.routing-key")).isEqualTo("order.eu");
        }
    }

    private static Connection connect(BrokerProcess broker) throws Exception {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setHost("127.0.0.1");
        factory.setPort(broker.amqpPort());
        return factory.newConnection();
    }

    private static void produceWithKafka(BrokerProcess broker, String compression) throws Exception {
        Map<String, Object> settings = Map.of("bootstrap.servers", "127.0.0.1:" + broker.kafkaPort(),
                "compression.type", compression, "linger.ms", 50);
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            ProducerRecord<String, String> first = new ProducerRecord<>(ORDERS, "k1", "one");
            first.headers().add("colour", "blue".getBytes(UTF_8));
            producer.send(first);
            producer.send(new ProducerRecord<>(ORDERS, "k2", "two")).get(20, TimeUnit.SECONDS);
        }
    }

    private static List<Delivery> consumeWithAmqp(Channel channel, int count) throws Exception {
        BlockingQueue<Delivery> arrived = new LinkedBlockingQueue<>();
        channel.basicQos(10);
        channel.basicConsume(ORDERS, false, Map.of("x-stream-offset", "first"), (tag, delivery) -> {
            arrived.add(delivery);
            channel.basicAck(delivery.getEnvelope().getDeliveryTag(), false);
        }, tag -> { });
        List<Delivery> deliveries = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Delivery delivery = arrived.poll(20, TimeUnit.SECONDS);
            assertThat(delivery).as("delivery %d", i).isNotNull();
            deliveries.add(delivery);
        }
        return deliveries;
    }

    private static List<ConsumerRecord<String, String>> consumeWithKafka(BrokerProcess broker, int count) {
        Map<String, Object> settings = Map.of("bootstrap.servers", "127.0.0.1:" + broker.kafkaPort(),
                "group.id", "billing", "auto.offset.reset", "earliest");
        List<ConsumerRecord<String, String>> records = new ArrayList<>();
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            consumer.subscribe(List.of(ORDERS));
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(40);
            while (records.size() < count && System.nanoTime() < deadline) {
                consumer.poll(Duration.ofMillis(200)).forEach(records::add);
            }
        }
        return records;
    }

    private static String text(Delivery delivery, String header) {
        return String.valueOf(delivery.getProperties().getHeaders().get(header));
    }

    private static String header(ConsumerRecord<String, String> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null ? null : new String(header.value(), UTF_8);
    }
}
