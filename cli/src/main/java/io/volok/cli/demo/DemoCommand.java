package io.volok.cli.demo;

import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import io.volok.server.config.ListenAddress;
import io.volok.server.config.ServerConfig;
import io.volok.server.config.Settings;
import io.volok.server.runtime.StartRefused;
import io.volok.server.runtime.VolokNode;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * {@code volok demo [FILE]}: a file's lines through an exchange into a queue and a topic, and out by both clients; then
 * again out of the topic as a queue, and out of the history of the queue.
 */
@Command(name = "demo", description = "Send a file's lines through a broker and read them back with an AMQP client "
        + "and a Kafka consumer group.")
public final class DemoCommand implements Callable<Integer> {

    private static final long REDRAW_MS = 100;
    private static final long STALL_TIMEOUT_S = 30;

    @Parameters(paramLabel = "FILE", arity = "0..1", description = "Default: a log file found on this machine.")
    private Path given;

    private final PrintStream out = System.out;
    private final Tally published = new Tally();
    private final Tally fromQueue = new Tally();
    private final Tally fromTopic = new Tally();
    private final Tally fromTopicAsQueue = new Tally();
    private final Tally fromHistory = new Tally();
    private final CountDownLatch done = new CountDownLatch(2);
    private final CountDownLatch doneAgain = new CountDownLatch(2);

    /** For picocli. */
    public DemoCommand() {
    }

    /** A demo of one file. */
    public DemoCommand(Path file) {
        given = file;
    }

    @Override
    public Integer call() throws Exception {
        DemoFile file = given != null ? new DemoFile(given) : DemoFile.find().orElse(null);
        if (file == null || !Files.isReadable(file.path())) {
            System.err.println(file == null ? "No log file was found on this machine; give one: volok demo FILE"
                    : "The file " + file.path() + " cannot be read.");
            return 1;
        }
        long total = file.countLines();
        if (total == 0) {
            System.err.println("The file " + file.path() + " has no line.");
            return 1;
        }
        out.printf("%s: %,d lines, %,d bytes%n", file.path(), total, Files.size(file.path()));
        Path directory = Files.createTempDirectory("volok-demo-");
        try {
            return run(file, total, directory);
        } finally {
            delete(directory);
        }
    }

    private int run(DemoFile file, long total, Path directory) throws Exception {
        long startNanoTime;
        try (VolokNode node = start(directory); Connection connection = connect(node.ports().amqp())) {
            LinePublisher publisher = new LinePublisher(connection, published);
            publisher.declare();
            startNanoTime = System.nanoTime();
            FutureTask<Void> publishing = new FutureTask<>(() -> {
                publisher.publish(file);
                return null;
            });
            TopicReader topic = new TopicReader(node.ports().kafka(), total, fromTopic, done);
            Thread.ofPlatform().name("demo-publish").start(publishing);
            QueueReader.start(connection, LinePublisher.QUEUE, Map.of(), total, fromQueue, done);
            Thread reading = Thread.ofPlatform().name("demo-topic").start(topic);
            boolean complete = watch(total, publishing);
            topic.stop();
            reading.join();
            long secondNanoTime = System.nanoTime();
            if (!complete || !readAgain(connection, total)) {
                return 1;
            }
            return report(startNanoTime, secondNanoTime);
        }
    }

    /** The topic is worked off as a queue, and what was acknowledged in the queue is read again. */
    private boolean readAgain(Connection connection, long total) throws IOException, InterruptedException {
        QueueReader.start(connection, LinePublisher.WORK, Map.of(), total, fromTopicAsQueue, doneAgain);
        QueueReader.start(connection, LinePublisher.QUEUE, Map.of("x-stream-offset", "first"), total, fromHistory,
                doneAgain);
        long before = -1;
        for (long sum = 0; sum != before; sum = fromTopicAsQueue.count() + fromHistory.count()) {
            before = sum;
            if (doneAgain.await(STALL_TIMEOUT_S, TimeUnit.SECONDS)) {
                return true;
            }
        }
        System.err.printf("Nothing has moved for %d s: topic as queue %d, history %d of %d%n", STALL_TIMEOUT_S,
                fromTopicAsQueue.count(), fromHistory.count(), total);
        return false;
    }

    private static VolokNode start(Path directory) throws StartRefused {
        ServerConfig config = ServerConfig.defaults().with(Settings.DATA, directory)
                .with(Settings.AMQP_LISTEN, new ListenAddress("localhost", 0))
                .with(Settings.KAFKA_LISTEN, new ListenAddress("localhost", 0))
                .with(Settings.STREAM_LISTEN, new ListenAddress("localhost", 0))
                .with(Settings.HTTP_LISTEN, new ListenAddress("localhost", 0));
        return VolokNode.start(config, failure -> System.err.println("The broker failed: " + failure));
    }

    private static Connection connect(int port) throws IOException, TimeoutException {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setHost("localhost");
        factory.setPort(port);
        return factory.newConnection("volok demo");
    }

    /** Draws until everything is through; gives up when nothing moves any more. */
    private boolean watch(long total, FutureTask<Void> publishing) throws InterruptedException, ExecutionException {
        ProgressBar bar = new ProgressBar(out, total);
        long lastSum = -1;
        long lastMoveNanoTime = System.nanoTime();
        while (!done.await(REDRAW_MS, TimeUnit.MILLISECONDS)) {
            bar.draw(published.count(), fromQueue.count(), fromTopic.count());
            long sum = published.count() + fromQueue.count() + fromTopic.count();
            if (sum != lastSum) {
                lastSum = sum;
                lastMoveNanoTime = System.nanoTime();
            } else if (System.nanoTime() - lastMoveNanoTime > TimeUnit.SECONDS.toNanos(STALL_TIMEOUT_S)) {
                bar.end();
                System.err.printf("Nothing has moved for %d s: published %d, from queue %d, from topic %d of %d%n",
                        STALL_TIMEOUT_S, published.count(), fromQueue.count(), fromTopic.count(), total);
                return false;
            }
            if (publishing.isDone()) {
                publishing.get();
            }
        }
        bar.draw(published.count(), fromQueue.count(), fromTopic.count());
        bar.end();
        publishing.get();
        return true;
    }

    private int report(long startNanoTime, long secondNanoTime) {
        String sent = published.hex();
        boolean same = true;
        out.printf("%-22s %12s %12s %9s  %s%n", "", "lines", "lines/s", "MB/s", "SHA-256 of all lines in order");
        for (Row row : List.of(new Row("published (AMQP)", published, sent),
                new Row("from queue (AMQP)", fromQueue, fromQueue.hex()),
                new Row("from topic (Kafka)", fromTopic, fromTopic.hex()),
                new Row("topic as queue (AMQP)", fromTopicAsQueue, fromTopicAsQueue.hex()),
                new Row("queue again (AMQP)", fromHistory, fromHistory.hex()))) {
            boolean again = row.tally() == fromTopicAsQueue || row.tally() == fromHistory;
            long rate = row.tally().ratePerSecond(again ? secondNanoTime : startNanoTime);
            double megabytes = (double) row.tally().bytes() / Math.max(1, row.tally().count()) * rate / 1e6;
            out.printf("%-22s %,12d %,12d %9.1f  %s%n", row.name(), row.tally().count(), rate, megabytes, row.hex());
            same &= row.hex().equals(sent);
        }
        out.println(same ? "All digests match: nothing lost, doubled, changed or swapped."
                : "The digests differ.");
        return same ? 0 : 1;
    }

    private record Row(String name, Tally tally, String hex) {
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
