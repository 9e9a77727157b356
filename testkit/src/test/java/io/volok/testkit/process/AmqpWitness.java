package io.volok.testkit.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
import com.rabbitmq.client.MessageProperties;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Publishes with confirms to a durable queue through broker deaths, and remembers what was confirmed. */
final class AmqpWitness {

    private static final String QUEUE = "crash";
    private static final int OUTSTANDING_MAX = 500;

    /** All numbers ever handed to the client, and those of them that the broker confirmed. */
    private volatile long attempted;
    private final Set<Long> confirmed = new ConcurrentSkipListSet<>();

    static Connection connect(BrokerProcess broker) throws IOException, TimeoutException {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setHost("127.0.0.1");
        factory.setPort(broker.amqpPort());
        factory.setAutomaticRecoveryEnabled(false);
        return factory.newConnection();
    }

    /** Publishes until the connection dies. */
    void publishUntilDeath(BrokerProcess broker) throws IOException, TimeoutException {
        ConcurrentSkipListMap<Long, Long> numberOfTag = new ConcurrentSkipListMap<>();
        try (Connection connection = connect(broker); Channel channel = connection.createChannel()) {
            channel.queueDeclare(QUEUE, true, false, false, Map.of());
            channel.confirmSelect();
            channel.addConfirmListener((tag, multiple) -> confirm(numberOfTag, tag, multiple),
                    (tag, multiple) -> assertThat(tag).as("no nack is expected").isNull());
            while (connection.isOpen()) {
                if (numberOfTag.size() < OUTSTANDING_MAX) {
                    numberOfTag.put(channel.getNextPublishSeqNo(), attempted);
                    byte[] body = Long.toString(attempted++).getBytes(StandardCharsets.US_ASCII);
                    channel.basicPublish("", QUEUE, MessageProperties.MINIMAL_PERSISTENT_BASIC, body);
                } else {
                    Thread.onSpinWait();
                }
            }
        } catch (IOException | ShutdownSignalException brokerDied) {
            assertThat(brokerDied).isNotNull();
        }
    }

    private void confirm(ConcurrentSkipListMap<Long, Long> numberOfTag, long tag, boolean multiple) {
        var acknowledged = multiple
                ? numberOfTag.headMap(tag, true)
                : numberOfTag.subMap(tag, true, tag, true);
        confirmed.addAll(acknowledged.values());
        acknowledged.clear();
    }

    int confirmedCount() {
        return confirmed.size();
    }

    /** Everything confirmed is in the queue, once, in order, and nothing is there that was never published. */
    void verifyIfBegun(BrokerProcess broker) throws IOException, TimeoutException, InterruptedException {
        if (attempted > 0) {
            verify(broker);
        }
    }

    private void verify(BrokerProcess broker) throws IOException, TimeoutException, InterruptedException {
        List<Long> found = readQueue(broker);
        // In linear time: a quick machine confirms hundreds of thousands of messages between two kills.
        Set<Long> missing = new HashSet<>(confirmed);
        long previous = -1;
        for (long number : found) {
            assertThat(number > previous).as("order, no doubles: %d after %d", number, previous).isTrue();
            missing.remove(number);
            previous = number;
        }
        assertThat(previous).as("nothing invented").isLessThan(attempted);
        assertThat(missing).as("everything confirmed is there").isEmpty();
    }

    private static List<Long> readQueue(BrokerProcess broker)
            throws IOException, TimeoutException, InterruptedException {
        List<Long> found = new ArrayList<>();
        try (Connection connection = connect(broker); Channel channel = connection.createChannel()) {
            long count = channel.queueDeclarePassive(QUEUE).getMessageCount();
            BlockingQueue<Long> arrived = new LinkedBlockingQueue<>();
            channel.basicConsume(QUEUE, false, new DefaultConsumer(channel) {
                @Override
                public void handleDelivery(String tag, Envelope envelope, BasicProperties properties, byte[] body) {
                    arrived.add(Long.parseLong(new String(body, StandardCharsets.US_ASCII)));
                }
            });
            for (long i = 0; i < count; i++) {
                Long number = arrived.poll(30, TimeUnit.SECONDS);
                assertThat(number).as("message %d of %d", i, count).isNotNull();
                found.add(number);
            }
            assertThat(arrived.poll(200, TimeUnit.MILLISECONDS)).as("nothing beyond the count").isNull();
        }
        return found;
    }
}
