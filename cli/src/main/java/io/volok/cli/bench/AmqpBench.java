package io.volok.cli.bench;

import io.volok.codec.amqp.BasicMethod;
import io.volok.codec.amqp.ConfirmMethod;
import io.volok.codec.amqp.QueueMethod;
import io.volok.codec.table.FieldTable;
import io.volok.codec.table.FieldValue;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code volok bench amqp}: one publisher and one consumer on a queue of their own. */
@Command(name = "amqp", description = "Publish to a queue and consume it; prints rates and latencies.")
final class AmqpBench implements Callable<Integer> {

    private static final int QUEUE_CLASS = 50;
    private static final int CONFIRM_CLASS = 85;

    @Mixin
    private BrokerOptions broker = new BrokerOptions();

    @Option(names = "--confirms", description = "Unconfirmed messages at most (default: 0, no confirms).")
    private int window;

    @Option(names = "--prefetch", description = "Unacknowledged messages at most (default: 0, automatic).")
    private int prefetch;

    @Option(names = "--persistent", description = "Messages survive a restart of the broker.")
    private boolean persistent;

    @Option(names = "--queue-type", description = "classic (default) or quorum.")
    private String queueType = "classic";

    private final PrintStream out = System.out;

    @Override
    public Integer call() throws Exception {
        if (broker.size < Long.BYTES || broker.size > Publisher.LARGEST_BODY_BYTES || broker.messages < 1) {
            System.err.printf("--size is 8 to %d, --messages at least 1%n", Publisher.LARGEST_BODY_BYTES);
            return 2;
        }
        String queue = "volok-bench-" + ProcessHandle.current().pid();
        try (LeanConnection consuming = LeanConnection.open(broker);
                LeanConnection publishing = LeanConnection.open(broker)) {
            FieldTable type = FieldTable.of("x-queue-type",
                    new FieldValue.LongString(queueType.getBytes(StandardCharsets.UTF_8)));
            consuming.call(LeanConnection.CHANNEL,
                    new QueueMethod.Declare(queue, false, true, false, false, false, type), QUEUE_CLASS);
            try {
                run(queue, consuming, publishing);
            } finally {
                delete(queue);
            }
        }
        return 0;
    }

    private void run(String queue, LeanConnection consuming, LeanConnection publishing) throws Exception {
        if (window > 0) {
            publishing.call(LeanConnection.CHANNEL, new ConfirmMethod.Select(false), CONFIRM_CLASS);
        }
        if (prefetch > 0) {
            consuming.call(LeanConnection.CHANNEL, new BasicMethod.Qos(0, prefetch, false), BasicMethod.CLASS_ID);
        }
        consuming.call(LeanConnection.CHANNEL, new BasicMethod.Consume(queue, "bench", false, prefetch == 0, false,
                false, FieldTable.EMPTY), BasicMethod.CLASS_ID);
        long startNanoTime = System.nanoTime();
        Measured delivered = new Measured(startNanoTime);
        Publisher publisher = new Publisher(publishing, broker, queue, persistent, window, startNanoTime);
        FutureTask<Void> reading = new FutureTask<>(() -> consume(consuming, delivered));
        Thread.ofPlatform().name("bench-consumer").daemon().start(reading);
        FutureTask<Void> confirms = new FutureTask<>(publisher::readConfirms);
        if (window > 0) {
            Thread.ofPlatform().name("bench-confirms").daemon().start(confirms);
        }
        publisher.publish();
        if (window > 0) {
            confirms.get();
        }
        reading.get();
        if (window > 0) {
            publisher.confirmed().print(out, "confirmed");
        }
        delivered.print(out, "delivered");
    }

    private Void consume(LeanConnection connection, Measured delivered) throws IOException {
        int ackEvery = Math.max(1, prefetch / 4);
        long[] lastTag = new long[1];
        connection.events(new LeanConnection.Events() {
            @Override
            public void delivered(long deliveryTag, long stamp) {
                delivered.record(stamp, System.nanoTime());
                lastTag[0] = deliveryTag;
            }
        });
        long acked = 0;
        while (delivered.count() < broker.messages) {
            connection.read();
            boolean last = delivered.count() == broker.messages;
            if (prefetch > 0 && (lastTag[0] - acked >= ackEvery || last)) {
                acked = lastTag[0];
                connection.send(LeanConnection.CHANNEL, new BasicMethod.Ack(acked, true));
            }
        }
        return null;
    }

    private void delete(String queue) throws IOException {
        try (LeanConnection connection = LeanConnection.open(broker)) {
            connection.call(LeanConnection.CHANNEL, new QueueMethod.Delete(queue, false, false, false), QUEUE_CLASS);
        }
    }
}
