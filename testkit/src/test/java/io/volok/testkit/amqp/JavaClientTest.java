package io.volok.testkit.amqp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.AuthenticationFailureException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.GetResponse;
import com.rabbitmq.client.MessageProperties;
import com.rabbitmq.client.RpcClient;
import com.rabbitmq.client.RpcClientParams;
import com.rabbitmq.client.RpcServer;
import com.rabbitmq.client.ShutdownSignalException;
import io.volok.server.config.ListenAddress;
import io.volok.server.config.ServerConfig;
import io.volok.server.config.Settings;
import io.volok.server.runtime.VolokNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What an application written for RabbitMQ does, through com.rabbitmq:amqp-client. */
@Timeout(60)
class JavaClientTest {

    @TempDir
    private static Path directory;
    private static VolokNode node;
    private static int port;

    private Connection connection;
    private Channel channel;

    @BeforeAll
    static void start() throws Exception {
        Integer other = Integer.getInteger("volok.amqp.port");
        if (other != null) {
            port = other;
            return;
        }
        ListenAddress free = new ListenAddress("localhost", 0);
        node = VolokNode.start(ServerConfig.defaults().with(Settings.DATA, directory)
                // Two, so that half of the connections begin on another shard than their virtual host's.
                .with(Settings.SHARDS, 2)
                .with(Settings.AMQP_LISTEN, free).with(Settings.KAFKA_LISTEN, free)
                .with(Settings.STREAM_LISTEN, free).with(Settings.HTTP_LISTEN, free), failure -> { });
        port = node.ports().amqp();
    }

    @AfterAll
    static void stop() {
        if (node != null) {
            node.close();
        }
    }

    @BeforeEach
    void connect() throws Exception {
        connection = factory().newConnection();
        channel = connection.createChannel();
    }

    @AfterEach
    void disconnect() throws Exception {
        if (connection.isOpen()) {
            connection.close();
        }
    }

    private static ConnectionFactory factory() {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setHost("127.0.0.1");
        factory.setPort(port);
        factory.setAutomaticRecoveryEnabled(false);
        return factory;
    }

    @Test
    void allPropertiesAndHeaderTypesComeBack() throws Exception {
        String queue = channel.queueDeclare().getQueue();
        Map<String, Object> headers = Map.of("string", "text", "int", 42, "long", 1L << 40, "bool", true,
                "double", 1.5, "date", new Date(1_700_000_000_000L), "bytes", new byte[] {1, 2},
                "list", List.of("a", 1), "table", Map.of("nested", "yes"));
        AMQP.BasicProperties sent = new AMQP.BasicProperties.Builder().contentType("text/plain")
                .contentEncoding("utf-8")
                .deliveryMode(1).priority(3).correlationId("c").replyTo("r").expiration("100000").messageId("m")
                .timestamp(new Date(1_700_000_000_000L)).type("t").userId("guest").appId("a").headers(headers).build();
        channel.basicPublish("", queue, sent, bytes("body"));
        GetResponse got = channel.basicGet(queue, true);
        assertThat(got.getBody()).isEqualTo(bytes("body"));
        AMQP.BasicProperties back = got.getProps();
        assertThat(back.getContentType()).isEqualTo("text/plain");
        assertThat(back.getDeliveryMode()).isEqualTo(1);
        assertThat(back.getPriority()).isEqualTo(3);
        assertThat(back.getTimestamp()).isEqualTo(sent.getTimestamp());
        assertThat(back.getHeaders().get("string")).hasToString("text");
        assertThat(back.getHeaders().get("int")).isEqualTo(42);
        assertThat(back.getHeaders().get("long")).isEqualTo(1L << 40);
        assertThat(back.getHeaders().get("double")).isEqualTo(1.5);
        assertThat(back.getHeaders().get("date")).isEqualTo(new Date(1_700_000_000_000L));
        assertThat(back.getHeaders().get("list").toString()).isEqualTo("[a, 1]");
        assertThat(((Map<?, ?>) back.getHeaders().get("table")).get("nested")).hasToString("yes");
    }

    @Test
    void manyConfirmedPublishesAreConsumedInOrder() throws Exception {
        String queue = durableQueue("ordered", Map.of());
        channel.confirmSelect();
        int count = 20_000;
        for (int i = 0; i < count; i++) {
            channel.basicPublish("", queue, MessageProperties.MINIMAL_PERSISTENT_BASIC, bytes("m" + i));
        }
        channel.waitForConfirmsOrDie(30_000);
        BlockingQueue<String> received = new LinkedBlockingQueue<>();
        Channel consuming = connection.createChannel();
        consuming.basicQos(200);
        consuming.basicConsume(queue, false, (tag, delivery) -> {
            received.add(text(delivery.getBody()));
            consuming.basicAck(delivery.getEnvelope().getDeliveryTag(), false);
        }, tag -> { });
        for (int i = 0; i < count; i++) {
            assertThat(received.poll(10, TimeUnit.SECONDS)).isEqualTo("m" + i);
        }
    }

    @Test
    void routesByTopicsAndHeaders() throws Exception {
        channel.exchangeDeclare("t", "topic");
        channel.exchangeDeclare("h", "headers");
        channel.exchangeDeclare("source", "fanout");
        channel.exchangeBind("t", "source", "");
        String queue = channel.queueDeclare().getQueue();
        channel.queueBind(queue, "t", "eu.*.orders.#");
        channel.queueBind(queue, "h", "", Map.of("x-match", "all", "kind", "big"));
        channel.basicPublish("source", "eu.de.orders", null, bytes("1"));
        channel.basicPublish("t", "eu.orders", null, bytes("no"));
        channel.basicPublish("h", "", new AMQP.BasicProperties.Builder().headers(Map.of("kind", "big")).build(),
                bytes("2"));
        channel.basicPublish("h", "", null, bytes("no"));
        assertThat(text(channel.basicGet(queue, true).getBody())).isEqualTo("1");
        assertThat(text(channel.basicGet(queue, true).getBody())).isEqualTo("2");
        assertThat(channel.basicGet(queue, true)).isNull();
    }

    @Test
    void deadLettersTellTheirHistory() throws Exception {
        String dead = channel.queueDeclare().getQueue();
        String queue = channel.queueDeclare("", false, true, false, Map.of("x-dead-letter-exchange", "",
                "x-dead-letter-routing-key", dead, "x-message-ttl", 50)).getQueue();
        channel.basicPublish("", queue, null, bytes("late"));
        GetResponse letter = await(dead);
        Map<?, ?> death = (Map<?, ?>) ((List<?>) letter.getProps().getHeaders().get("x-death")).getFirst();
        assertThat(death.get("reason")).hasToString("expired");
        assertThat(death.get("queue")).hasToString(queue);
        assertThat(death.get("count")).isEqualTo(1L);
        channel.basicPublish("", queue, null, bytes("no"));
        long tag = channel.basicGet(queue, false).getEnvelope().getDeliveryTag();
        channel.basicReject(tag, false);
        death = (Map<?, ?>) ((List<?>) await(dead).getProps().getHeaders().get("x-death")).getFirst();
        assertThat(death.get("reason")).hasToString("rejected");
    }

    @Test
    void returnsComeBeforeConfirms() throws Exception {
        List<String> events = new ArrayList<>();
        CountDownLatch confirmed = new CountDownLatch(1);
        channel.addReturnListener(returned -> events.add("return " + returned.getReplyText()));
        channel.addConfirmListener((tag, multiple) -> {
            events.add("ack");
            confirmed.countDown();
        }, (tag, multiple) -> events.add("nack"));
        channel.confirmSelect();
        channel.basicPublish("", "nowhere at all", true, null, bytes("x"));
        assertThat(confirmed.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(events).containsExactly("return NO_ROUTE", "ack");
    }

    @Test
    void errorsCloseTheirChannelOnly() throws Exception {
        expect(() -> channel.queueDeclarePassive("none"), 404, "NOT_FOUND - no queue 'none' in vhost '/'");
        channel = connection.createChannel();
        durableQueue("typed", Map.of());
        expect(() -> channel.queueDeclare("typed", false, false, false, null), 406, "PRECONDITION_FAILED - "
                + "inequivalent arg 'durable' for queue 'typed' in vhost '/': received 'false' but current is 'true'");
        channel = connection.createChannel();
        expect(() -> channel.exchangeDeclare("amq.mine", "direct"), 403, "ACCESS_REFUSED - exchange name 'amq.mine' "
                + "contains reserved prefix 'amq.*'");
        channel = connection.createChannel();
        expect(() -> channel.queueBind("typed", "no exchange", ""), 404,
                "NOT_FOUND - no exchange 'no exchange' in vhost '/'");
        assertThat(connection.isOpen()).isTrue();
    }

    @Test
    void consumersAreCancelledWithTheirQueue() throws Exception {
        String queue = durableQueue("cancelled", Map.of());
        CountDownLatch cancelled = new CountDownLatch(1);
        channel.basicConsume(queue, true, (tag, delivery) -> { }, tag -> cancelled.countDown());
        try (Channel other = connection.createChannel()) {
            other.queueDelete(queue);
        }
        assertThat(cancelled.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void callsRemoteProceduresOverDirectReplies() throws Exception {
        String queue = channel.queueDeclare().getQueue();
        Channel serving = connection.createChannel();
        RpcServer server = new RpcServer(serving, queue) {
            @Override
            public byte[] handleCall(byte[] request, AMQP.BasicProperties replyProperties) {
                return bytes(text(request).toUpperCase(Locale.ROOT));
            }
        };
        Thread.ofVirtual().start(() -> {
            try {
                server.mainloop();
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        });
        RpcClient client = new RpcClient(new RpcClientParams().channel(channel).exchange("").routingKey(queue)
                .timeout(10_000));
        for (int i = 0; i < 20; i++) {
            assertThat(client.stringCall("hello " + i)).isEqualTo("HELLO " + i);
        }
        client.close();
        server.close();
    }

    @Test
    void transactionsAreAllOrNothing() throws Exception {
        String queue = durableQueue("tx", Map.of());
        channel.txSelect();
        channel.basicPublish("", queue, null, bytes("a"));
        channel.txRollback();
        channel.basicPublish("", queue, null, bytes("b"));
        channel.txCommit();
        assertThat(channel.messageCount(queue)).isEqualTo(1);
    }

    @Test
    void streamsAreReadFromAnywhere() throws Exception {
        String stream = durableQueue("events", Map.of("x-queue-type", "stream"));
        channel.confirmSelect();
        for (int i = 0; i < 1_000; i++) {
            channel.basicPublish("", stream, null, bytes("e" + i));
        }
        channel.waitForConfirmsOrDie(10_000);
        assertThat(read(stream, "first", 1_000).getFirst()).isEqualTo("e0");
        assertThat(read(stream, 990L, 10)).containsExactly("e990", "e991", "e992", "e993", "e994", "e995", "e996",
                "e997", "e998", "e999");
    }

    private List<String> read(String stream, Object offset, int count) throws Exception {
        BlockingQueue<String> received = new LinkedBlockingQueue<>();
        try (Channel reading = connection.createChannel()) {
            reading.basicQos(100);
            reading.basicConsume(stream, false, Map.of("x-stream-offset", offset), (tag, delivery) -> {
                // In this order, as the channel is closed when the last one has been received.
                reading.basicAck(delivery.getEnvelope().getDeliveryTag(), false);
                received.add(text(delivery.getBody()));
            }, tag -> { });
            List<String> texts = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                texts.add(received.poll(10, TimeUnit.SECONDS));
            }
            return texts;
        }
    }

    @Test
    void quorumQueuesCountFailedDeliveries() throws Exception {
        String queue = durableQueue("quorum", Map.of("x-queue-type", "quorum"));
        channel.confirmSelect();
        channel.basicPublish("", queue, MessageProperties.PERSISTENT_BASIC, bytes("x"));
        channel.waitForConfirmsOrDie(10_000);
        GetResponse first = channel.basicGet(queue, false);
        assertThat(first.getEnvelope().isRedeliver()).isFalse();
        channel.basicReject(first.getEnvelope().getDeliveryTag(), true);
        GetResponse second = await(queue);
        assertThat(second.getEnvelope().isRedeliver()).isTrue();
        assertThat(second.getProps().getHeaders().get("x-delivery-count")).isEqualTo(1L);
    }

    @Test
    void wrongPasswordsAndVirtualHostsAreToldApart() {
        ConnectionFactory wrong = factory();
        wrong.setPassword("wrong");
        assertThatThrownBy(wrong::newConnection).isInstanceOf(AuthenticationFailureException.class)
                .hasMessageContaining("Login was refused using authentication mechanism PLAIN");
        ConnectionFactory nowhere = factory();
        nowhere.setVirtualHost("nowhere");
        assertThatThrownBy(nowhere::newConnection).rootCause().hasMessageContaining("vhost nowhere not found");
    }

    @Test
    void aSmallFrameSizeWorks() throws Exception {
        ConnectionFactory small = factory();
        small.setRequestedFrameMax(4096);
        try (Connection narrow = small.newConnection(); Channel own = narrow.createChannel()) {
            String queue = own.queueDeclare().getQueue();
            byte[] body = new byte[100_000];
            own.basicPublish("", queue, null, body);
            assertThat(own.basicGet(queue, true).getBody()).isEqualTo(body);
        }
    }

    // ---- ----

    private interface Action {
        void run() throws IOException;
    }

    private static void expect(Action action, int code, String text) {
        try {
            action.run();
        } catch (IOException | AlreadyClosedException refused) {
            Throwable cause = refused instanceof AlreadyClosedException ? refused : refused.getCause();
            AMQP.Channel.Close close = (AMQP.Channel.Close) ((ShutdownSignalException) cause).getReason();
            assertThat(close.getReplyCode() + " " + close.getReplyText()).isEqualTo(code + " " + text);
            return;
        }
        throw new AssertionError("was not refused: " + text);
    }

    private String durableQueue(String name, Map<String, Object> arguments) throws IOException {
        channel.queueDelete(name);
        return channel.queueDeclare(name, true, false, false, arguments).getQueue();
    }

    private GetResponse await(String queue) throws Exception {
        for (int i = 0; i < 200; i++) {
            GetResponse got = channel.basicGet(queue, false);
            if (got != null) {
                return got;
            }
            Thread.sleep(20);
        }
        throw new AssertionError("nothing came to " + queue);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
