package io.volok.testkit.clients;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.Delivery;
import com.rabbitmq.stream.Consumer;
import com.rabbitmq.stream.Environment;
import com.rabbitmq.stream.Message;
import com.rabbitmq.stream.MessageBuilder;
import com.rabbitmq.stream.NoOffsetException;
import com.rabbitmq.stream.OffsetSpecification;
import com.rabbitmq.stream.Producer;
import com.rabbitmq.stream.StreamException;
import com.rabbitmq.stream.compression.Compression;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.volok.testkit.process.BrokerProcess;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** RabbitMQ's own stream client against a broker process, and what the other two faces see of it. */
@Timeout(120)
class StreamProtocolTest {

    /** Shared, because each environment that has one of its own takes two seconds to close it. */
    private static final EventLoopGroup LOOPS = new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());

    @TempDir
    private static Path sharedData;
    private static BrokerProcess shared;

    @TempDir
    private Path data;
    /** Each test has a stream of its own. */
    private final String orders = "orders-" + UUID.randomUUID();

    @BeforeAll
    static void startBroker() throws Exception {
        shared = BrokerProcess.start(sharedData);
    }

    @AfterAll
    static void stopBroker() throws Exception {
        shared.close();
        LOOPS.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void whatIsPublishedWithConfirmsIsReadFromAnyPlace(int shards) throws Exception {
        try (BrokerProcess broker = BrokerProcess.start(data, "--set", "shards=" + shards);
                Environment environment = environment(broker)) {
            environment.streamCreator().stream(orders).create();
            assertThat(publish(environment, null, 0, 1_000)).isEqualTo(1_000);
            TimeUnit.MILLISECONDS.sleep(20);
            long laterMs = System.currentTimeMillis();
            publish(environment, null, 1_000, 10);

            assertThat(consume(environment, OffsetSpecification.first(), 1_010)).containsExactlyElementsOf(texts(0, 1_010));
            assertThat(consume(environment, OffsetSpecification.offset(900), 110))
                    .containsExactlyElementsOf(texts(900, 1_010));
            assertThat(consume(environment, OffsetSpecification.timestamp(laterMs), 10))
                    .containsExactlyElementsOf(texts(1_000, 1_010));
            assertThat(consume(environment, OffsetSpecification.last(), 1)).first().asString().startsWith("m-");
            BlockingQueue<String> next = new LinkedBlockingQueue<>();
            try (Consumer _ = environment.consumerBuilder().stream(orders).offset(OffsetSpecification.next())
                    .messageHandler((context, message) -> next.add(text(message))).build()) {
                TimeUnit.MILLISECONDS.sleep(200);
                publish(environment, null, 2_000, 1);
                assertThat(next.poll(20, TimeUnit.SECONDS)).isEqualTo("m-2000");
            }
            environment.deleteStream(orders);
            assertThat(environment.streamExists(orders)).isFalse();
        }
    }

    @Test
    void theThreeFacesReadEachOthersMessages() throws Exception {
        try (Environment environment = environment(shared);
                Connection connection = connect(shared);
                Channel channel = connection.createChannel()) {
            environment.streamCreator().stream(orders).create();
            UUID id = UUID.randomUUID();
            try (Producer producer = environment.producerBuilder().stream(orders).build()) {
                Message message = producer.messageBuilder().properties().messageId(id).correlationId("c-1")
                        .contentType("text/plain").creationTime(1_700_000_000_123L).subject("a subject").messageBuilder()
                        .applicationProperties().entry("colour", "blue").entry("answer", 42).entry("big", 7L)
                        .messageBuilder().messageAnnotations().entry("x-note", "n").messageBuilder()
                        .addData("one".getBytes(UTF_8)).build();
                send(producer, message);
            }
            channel.confirmSelect();
            channel.basicPublish("", orders, new BasicProperties.Builder().contentType("text/html").messageId("m-2")
                    .headers(Map.of("answer", 43)).build(), "two".getBytes(UTF_8));
            channel.waitForConfirmsOrDie(20_000);
            try (KafkaProducer<String, String> kafka = new KafkaProducer<>(
                    Map.of("bootstrap.servers", "localhost:" + shared.kafkaPort()),
                    new StringSerializer(), new StringSerializer())) {
                ProducerRecord<String, String> record = new ProducerRecord<>(orders, "k3", "three");
                record.headers().add("answer", "44".getBytes(UTF_8));
                kafka.send(record).get(20, TimeUnit.SECONDS);
            }

            List<Message> messages = consumeMessages(environment, OffsetSpecification.first(), 3);
            assertThat(messages).extracting(StreamProtocolTest::text).containsExactly("one", "two", "three");
            Message first = messages.getFirst();
            assertThat(first.getProperties().getMessageId()).isEqualTo(id);
            assertThat(first.getProperties().getSubject()).isEqualTo("a subject");
            assertThat(first.getProperties().getCreationTime()).isEqualTo(1_700_000_000_123L);
            assertThat(first.getApplicationProperties()).containsEntry("answer", 42).containsEntry("big", 7L);
            assertThat(first.getMessageAnnotations()).containsEntry("x-note", "n");
            assertThat(messages.get(1).getProperties().getMessageId()).isEqualTo("m-2");
            assertThat(messages.get(1).getApplicationProperties()).containsEntry("answer", 43);
            assertThat(messages.get(1).getMessageAnnotations()).containsEntry("x-routing-key", orders);
            assertThat(messages.get(2).getApplicationProperties()).containsEntry("answer", "44");

            Delivery delivery = firstDelivery(channel);
            assertThat(new String(delivery.getBody(), UTF_8)).isEqualTo("one");
            assertThat(delivery.getProperties().getMessageId()).isEqualTo(id.toString());
            assertThat(delivery.getProperties().getCorrelationId()).isEqualTo("c-1");
            assertThat(delivery.getProperties().getContentType()).isEqualTo("text/plain");
            assertThat(delivery.getProperties().getTimestamp()).isEqualTo(new Date(1_700_000_000_000L));
            assertThat(delivery.getProperties().getHeaders()).containsEntry("answer", 42).containsKey("x-note")
                    .doesNotContainKey("amqp.sections");

            List<ConsumerRecord<String, String>> records = consumeWithKafka(shared, 3);
            assertThat(records).extracting(ConsumerRecord::value).containsExactly("one", "two", "three");
            assertThat(new String(records.getFirst().headers().lastHeader("answer").value(), UTF_8)).isEqualTo("42");
            assertThat(new String(records.getFirst().headers().lastHeader("amqp.message-id").value(), UTF_8))
                    .isEqualTo(id.toString());
        }
    }

    @Test
    void namedProducersAndOffsetsAreRememberedAcrossAKill() throws Exception {
        try (BrokerProcess broker = BrokerProcess.start(data); Environment environment = environment(broker)) {
            environment.streamCreator().stream(orders).create();
            assertThat(publish(environment, "app", 0, 100)).isEqualTo(100);
            assertThat(publish(environment, "app", 50, 100)).isEqualTo(100);
            assertThat(consume(environment, OffsetSpecification.first(), 150)).containsExactlyElementsOf(texts(0, 150));
            Consumer consumer = environment.consumerBuilder().stream(orders).name("reader").manualTrackingStrategy()
                    .builder().messageHandler((context, message) -> { }).build();
            assertThatThrownBy(consumer::storedOffset).isInstanceOf(NoOffsetException.class);
            consumer.store(77);
            while (true) {
                try {
                    assertThat(consumer.storedOffset()).isEqualTo(77);
                    break;
                } catch (NoOffsetException notYet) {
                    TimeUnit.MILLISECONDS.sleep(10);
                }
            }
            broker.kill();
        }
        try (BrokerProcess broker = BrokerProcess.start(data); Environment environment = environment(broker)) {
            try (Producer producer = environment.producerBuilder().stream(orders).name("app").build()) {
                assertThat(producer.getLastPublishingId()).isEqualTo(149);
            }
            publish(environment, "app", 140, 20);
            assertThat(consume(environment, OffsetSpecification.first(), 160)).containsExactlyElementsOf(texts(0, 160));
            try (Consumer consumer = environment.consumerBuilder().stream(orders).name("reader").manualTrackingStrategy()
                    .builder().messageHandler((context, message) -> { }).build()) {
                assertThat(consumer.storedOffset()).isEqualTo(77);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Compression.class)
    void subBatchesAreUnpacked(Compression compression) throws Exception {
        try (Environment environment = environment(shared)) {
            environment.streamCreator().stream(orders).create();
            try (Producer producer = environment.producerBuilder().stream(orders).subEntrySize(10)
                    .compression(compression).build()) {
                assertThat(publish(producer, 0, 100)).isEqualTo(100);
            }
            assertThat(consume(environment, OffsetSpecification.first(), 100)).containsExactlyElementsOf(texts(0, 100));
            assertThat(consumeWithKafka(shared, 100)).hasSize(100);
        }
    }

    @Test
    void filtersLeaveOutWhatIsNotWanted() throws Exception {
        try (Environment environment = environment(shared)) {
            environment.streamCreator().stream(orders).create();
            try (Producer producer = environment.producerBuilder().stream(orders)
                    .filterValue(message -> message.getApplicationProperties().get("region").toString()).build()) {
                for (String region : List.of("emea", "apac", "emea")) {
                    send(producer, producer.messageBuilder().applicationProperties().entry("region", region)
                            .messageBuilder().addData(region.getBytes(UTF_8)).build());
                }
            }
            BlockingQueue<String> got = new LinkedBlockingQueue<>();
            try (Consumer _ = environment.consumerBuilder().stream(orders).offset(OffsetSpecification.first())
                    .filter().values("apac")
                    .postFilter(message -> message.getApplicationProperties().get("region").equals("apac")).builder()
                    .messageHandler((context, message) -> got.add(text(message))).build()) {
                assertThat(got.poll(20, TimeUnit.SECONDS)).isEqualTo("apac");
                assertThat(got.poll(300, TimeUnit.MILLISECONDS)).isNull();
            }
        }
    }

    @Test
    void superStreamsSpreadMessagesAndSingleActiveConsumersTakeTurns() throws Exception {
        try (Environment environment = environment(shared)) {
            String invoices = "invoices-" + UUID.randomUUID();
            environment.streamCreator().name(invoices).superStream().partitions(3).creator().create();
            BlockingQueue<String> got = new LinkedBlockingQueue<>();
            AtomicInteger second = new AtomicInteger();
            Consumer one = environment.consumerBuilder().superStream(invoices).name("app").singleActiveConsumer()
                    .offset(OffsetSpecification.first()).messageHandler((context, message) -> got.add(text(message))).build();
            Consumer two = environment.consumerBuilder().superStream(invoices).name("app").singleActiveConsumer()
                    .offset(OffsetSpecification.first()).messageHandler((context, message) -> {
                        second.incrementAndGet();
                        got.add(text(message));
                    }).build();
            try (Producer producer = environment.producerBuilder().superStream(invoices)
                    .routing(message -> message.getProperties().getMessageIdAsString()).producerBuilder().build()) {
                CountDownLatch confirmed = new CountDownLatch(90);
                for (int i = 0; i < 90; i++) {
                    producer.send(producer.messageBuilder().properties().messageId("id-" + i).messageBuilder()
                            .addData(("m-" + i).getBytes(UTF_8)).build(), status -> confirmed.countDown());
                }
                assertThat(confirmed.await(20, TimeUnit.SECONDS)).isTrue();
            }
            List<String> all = new ArrayList<>();
            for (int i = 0; i < 90; i++) {
                all.add(got.poll(20, TimeUnit.SECONDS));
            }
            assertThat(all).containsExactlyInAnyOrderElementsOf(texts(0, 90));
            assertThat(second.get()).isBetween(1, 89);
            one.close();
            two.close();
            environment.deleteSuperStream(invoices);
            assertThat(environment.streamExists(invoices + "-0")).isFalse();
        }
    }

    @Test
    void operatorsSeeAndCloseConnections() throws Exception {
        try (Environment environment = environment(shared)) {
            environment.streamCreator().stream(orders).create();
            Producer producer = environment.producerBuilder().stream(orders).name("app").build();
            assertThat(publish(producer, 0, 50)).isEqualTo(50);
            CountDownLatch got = new CountDownLatch(50);
            Consumer _ = environment.consumerBuilder().stream(orders).name("reader").offset(OffsetSpecification.first())
                    .autoTrackingStrategy().builder().messageHandler((context, message) -> got.countDown()).build();
            assertThat(got.await(20, TimeUnit.SECONDS)).isTrue();

            assertThat(http("GET", "/api/stream/publishers/%2F/" + orders)).contains("\"published\":50",
                    "\"confirmed\":50", "\"errored\":0", "\"reference\":\"app\"", "\"publisher_id\":");
            assertThat(http("GET", "/api/stream/consumers/%2F")).contains("\"consumed\":50", "\"offset\":49",
                    "\"offset_lag\":0", "\"activity_status\":\"up\"", "\"properties\":{\"name\":\"reader\"}");
            assertThat(http("GET", "/api/queues/%2F/" + orders)).contains("\"consumer_tag\":\"stream.subid-");
            assertThat(http("GET", "/api/stream/%2F/" + orders + "/tracking")).contains("\"app\":49");
            String connections = http("GET", "/api/connections");
            assertThat(connections).contains("\"protocol\":\"stream\"", "-producer-0");
            assertThat(http("GET", "/api/stream/connections")).contains("-consumer-0");

            JsonNode first = new JsonMapper().readTree(connections).get(0);
            http("DELETE", "/api/connections/" + URLEncoder.encode(first.get("name").asString(), UTF_8)
                    .replace("+", "%20"));
            assertThat(publish(producer, 50, 10)).as("clients connect again").isEqualTo(10);
        }
    }

    private static String http(String method, String path) throws Exception {
        URI uri = URI.create("http://localhost:" + shared.httpPort() + path);
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> response = client.send(HttpRequest.newBuilder(uri)
                    .header("Authorization", "Basic Z3Vlc3Q6Z3Vlc3Q=")
                    .method(method, HttpRequest.BodyPublishers.noBody()).build(), HttpResponse.BodyHandlers.ofString());
            assertThat(response.statusCode()).isIn(200, 204);
            return response.body();
        }
    }

    @Test
    void filterValuesPassBetweenStreamAndQueueClients() throws Exception {
        try (Environment environment = environment(shared); Connection connection = connect(shared);
                Channel channel = connection.createChannel()) {
            environment.streamCreator().stream(orders).create();
            try (Producer producer = environment.producerBuilder().stream(orders)
                    .filterValue(message -> text(message).substring(0, 1)).build()) {
                for (String body : List.of("a1", "b1", "a2")) {
                    send(producer, producer.messageBuilder().addData(body.getBytes(UTF_8)).build());
                }
            }
            for (String body : List.of("a3", "b2")) {
                channel.basicPublish("", orders, new BasicProperties.Builder()
                        .headers(Map.of("x-stream-filter-value", body.substring(0, 1))).build(), body.getBytes(UTF_8));
            }
            BlockingQueue<String> amqp = new LinkedBlockingQueue<>();
            channel.basicQos(10);
            channel.basicConsume(orders, false, Map.of("x-stream-offset", "first", "x-stream-filter", "a"),
                    (tag, delivery) -> amqp.add(new String(delivery.getBody(), UTF_8)), tag -> { });
            BlockingQueue<String> stream = new LinkedBlockingQueue<>();
            Consumer _ = environment.consumerBuilder().stream(orders).offset(OffsetSpecification.first())
                    .filter().values("b").postFilter(message -> text(message).startsWith("b")).builder()
                    .messageHandler((context, message) -> stream.add(text(message))).build();
            for (String wanted : List.of("a1", "a2", "a3")) {
                assertThat(amqp.poll(20, TimeUnit.SECONDS)).isEqualTo(wanted);
            }
            for (String wanted : List.of("b1", "b2")) {
                assertThat(stream.poll(20, TimeUnit.SECONDS)).isEqualTo(wanted);
            }
            assertThat(amqp).isEmpty();
        }
    }

    @Test
    void refusalsAreTold() throws Exception {
        try (Environment environment = environment(shared)) {
            assertThatThrownBy(() -> Environment.builder().port(shared.streamPort()).password("wrong").build().close())
                    .hasStackTraceContaining("AuthenticationFailure");
            environment.streamCreator().stream(orders).create();
            environment.streamCreator().stream(orders).create();
            assertThatThrownBy(() -> environment.producerBuilder().stream("missing").build())
                    .isInstanceOf(StreamException.class);
            assertThat(environment.queryStreamStats(orders).firstOffset()).isNotNull();
        } catch (NoOffsetException emptyStream) {
            assertThat(emptyStream).isNotNull();
        }
    }

    private static Environment environment(BrokerProcess broker) {
        return Environment.builder().host("localhost").port(broker.streamPort())
                .netty().eventLoopGroup(LOOPS).environmentBuilder().build();
    }

    private int publish(Environment environment, String name, int from, int count) throws Exception {
        try (Producer producer = environment.producerBuilder().stream(orders).name(name).build()) {
            return publish(producer, from, count);
        }
    }

    private static int publish(Producer producer, int from, int count) throws InterruptedException {
        CountDownLatch left = new CountDownLatch(count);
        AtomicInteger confirmed = new AtomicInteger();
        for (int i = from; i < from + count; i++) {
            MessageBuilder builder = producer.messageBuilder().publishingId(i);
            producer.send(builder.addData(("m-" + i).getBytes(UTF_8)).build(), status -> {
                if (status.isConfirmed()) {
                    confirmed.incrementAndGet();
                }
                left.countDown();
            });
        }
        assertThat(left.await(30, TimeUnit.SECONDS)).isTrue();
        return confirmed.get();
    }

    private static void send(Producer producer, Message message) throws InterruptedException {
        CountDownLatch confirmed = new CountDownLatch(1);
        producer.send(message, status -> confirmed.countDown());
        assertThat(confirmed.await(20, TimeUnit.SECONDS)).isTrue();
    }

    private List<String> consume(Environment environment, OffsetSpecification from, int count) throws Exception {
        return consumeMessages(environment, from, count).stream().map(StreamProtocolTest::text).toList();
    }

    private List<Message> consumeMessages(Environment environment, OffsetSpecification from, int count)
            throws Exception {
        BlockingQueue<Message> got = new LinkedBlockingQueue<>();
        try (Consumer _ = environment.consumerBuilder().stream(orders).offset(from)
                .messageHandler((context, message) -> got.add(message)).build()) {
            List<Message> messages = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                Message message = got.poll(20, TimeUnit.SECONDS);
                assertThat(message).as("message %d of %d", i, count).isNotNull();
                messages.add(message);
            }
            return messages;
        }
    }

    private static String text(Message message) {
        return new String(message.getBodyAsBinary(), UTF_8);
    }

    private static List<String> texts(int from, int to) {
        List<String> texts = new ArrayList<>();
        for (int i = from; i < to; i++) {
            texts.add("m-" + i);
        }
        return texts;
    }

    private static Connection connect(BrokerProcess broker) throws Exception {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setPort(broker.amqpPort());
        return factory.newConnection();
    }

    private Delivery firstDelivery(Channel channel) throws Exception {
        BlockingQueue<Delivery> got = new LinkedBlockingQueue<>();
        channel.basicQos(1);
        String tag = channel.basicConsume(orders, false, Map.of("x-stream-offset", "first"),
                (consumer, delivery) -> got.add(delivery), consumer -> { });
        Delivery delivery = got.poll(20, TimeUnit.SECONDS);
        channel.basicCancel(tag);
        assertThat(delivery).isNotNull();
        return delivery;
    }

    private List<ConsumerRecord<String, String>> consumeWithKafka(BrokerProcess broker, int count) {
        List<ConsumerRecord<String, String>> records = new ArrayList<>();
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", "localhost:" + broker.kafkaPort(),
                        "auto.offset.reset", "earliest"), new StringDeserializer(), new StringDeserializer())) {
            consumer.assign(List.of(new TopicPartition(orders, 0)));
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
            while (records.size() < count && System.nanoTime() < deadline) {
                consumer.poll(Duration.ofMillis(200)).forEach(records::add);
            }
        }
        return records;
    }
}
