package io.volok.cli.demo;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** Consumes the queue with the RabbitMQ client, acknowledging in groups. */
final class QueueReader extends DefaultConsumer {

    private static final int PREFETCH = 1_000;
    private static final int ACK_EVERY = 250;

    private final long expected;
    private final Tally tally;
    private final CountDownLatch done;

    private QueueReader(Channel channel, long expected, Tally tally, CountDownLatch done) {
        super(channel);
        this.expected = expected;
        this.tally = tally;
        this.done = done;
    }

    static void start(Connection connection, String queue, Map<String, Object> arguments, long expected, Tally tally,
            CountDownLatch done) throws IOException {
        Channel channel = connection.createChannel();
        channel.basicQos(PREFETCH);
        channel.basicConsume(queue, false, arguments, new QueueReader(channel, expected, tally, done));
    }

    @Override
    public void handleDelivery(String tag, Envelope envelope, BasicProperties properties, byte[] body)
            throws IOException {
        tally.add(body);
        if (tally.count() % ACK_EVERY == 0 || tally.count() == expected) {
            getChannel().basicAck(envelope.getDeliveryTag(), true);
        }
        if (tally.count() == expected) {
            done.countDown();
        }
    }
}
