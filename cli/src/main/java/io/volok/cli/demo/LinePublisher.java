package io.volok.cli.demo;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.MessageProperties;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.TimeoutException;

/** Publishes each line to a topic exchange with the RabbitMQ client and waits for the confirms. */
final class LinePublisher {

    static final String EXCHANGE = "demo.lines";
    static final String QUEUE = "demo.queue";
    static final String TOPIC = "demo.topic";
    /** Works off the topic. */
    static final String WORK = "demo.work";
    private static final int CONFIRM_EVERY = 2_000;
    private static final long CONFIRM_TIMEOUT_MS = 60_000;
    private static final int LONG_LINE_BYTES = 80;

    private final Connection connection;
    private final Tally tally;

    LinePublisher(Connection connection, Tally tally) {
        this.connection = connection;
        this.tally = tally;
    }

    /**
     * One exchange, bound to a queue, which has a history, and to a topic: the stream queue of that name is the Kafka
     * topic. A second queue works off the topic.
     */
    void declare() throws IOException, TimeoutException {
        try (Channel channel = connection.createChannel()) {
            channel.exchangeDeclare(EXCHANGE, "topic", true);
            channel.queueDeclare(QUEUE, true, false, false, Map.of("x-retain-acked", "1D"));
            channel.queueDeclare(TOPIC, true, false, false, Map.of("x-queue-type", "stream"));
            channel.queueDeclare(WORK, true, false, false, Map.of("x-queue-type", "topic", "x-topic", TOPIC));
            channel.queueBind(QUEUE, EXCHANGE, "line.#");
            channel.queueBind(TOPIC, EXCHANGE, "line.#");
        }
    }

    void publish(DemoFile file) throws IOException, InterruptedException, TimeoutException {
        try (Channel channel = connection.createChannel()) {
            channel.confirmSelect();
            BasicProperties properties = MessageProperties.MINIMAL_PERSISTENT_BASIC;
            file.forEachLine(line -> {
                String key = line.length < LONG_LINE_BYTES ? "line.short" : "line.long";
                channel.basicPublish(EXCHANGE, key, properties, line);
                tally.add(line);
                if (tally.count() % CONFIRM_EVERY == 0) {
                    awaitConfirms(channel);
                }
            });
            awaitConfirms(channel);
        }
    }

    private static void awaitConfirms(Channel channel) throws IOException, InterruptedException {
        try {
            channel.waitForConfirmsOrDie(CONFIRM_TIMEOUT_MS);
        } catch (TimeoutException late) {
            throw new IOException("No confirm within " + CONFIRM_TIMEOUT_MS + " ms", late);
        }
    }
}
