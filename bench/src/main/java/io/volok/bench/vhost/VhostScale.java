package io.volok.bench.vhost;

import io.volok.broker.message.Message;
import io.volok.broker.policy.PolicySet;
import io.volok.broker.queue.MemoryBudget;
import io.volok.broker.routing.Binding;
import io.volok.broker.routing.Destination;
import io.volok.broker.shard.ManualShard;
import io.volok.broker.vhost.Caller;
import io.volok.broker.vhost.ExchangeSpec;
import io.volok.broker.vhost.QueueDeclaration;
import io.volok.broker.vhost.VhostContext;
import io.volok.broker.vhost.VhostSettings;
import io.volok.broker.vhost.VirtualHost;
import io.volok.codec.message.MessageEncoder;
import io.volok.codec.message.MessageProperties;
import io.volok.codec.record.RecordBody;
import io.volok.codec.table.FieldTable;
import io.volok.codec.table.FieldValue;
import io.volok.log.LogConfig;
import io.volok.log.store.LogFailed;
import io.volok.log.store.SegmentStore;
import io.volok.log.store.file.DataDirectory;
import io.volok.log.store.file.FileSegmentStore;
import io.volok.log.store.file.StoreListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;

/**
 * Grows a virtual host over real files and prints what that takes: {@code queues [COUNT]} or {@code delayed [COUNT]}.
 */
public final class VhostScale {

    private static final int BATCH = 500;
    private static final int HOUR_MS = 3_600_000;

    private final Path directory;
    private final MessageEncoder encoder = new MessageEncoder();
    private ManualShard shard = new ManualShard(1_700_000_000_000L);
    private DataDirectory data;
    private SegmentStore store;
    private VirtualHost vhost;

    private VhostScale(Path directory) {
        this.directory = directory;
    }

    /** Runs. */
    public static void main(String[] arguments) throws IOException {
        VhostScale scale = new VhostScale(Files.createTempDirectory("volok-scale"));
        int count = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 0;
        if (arguments[0].equals("queues")) {
            scale.queues(count == 0 ? 10_000 : count);
        } else {
            scale.delayed(count == 0 ? 5_000_000 : count);
        }
    }

    private void queues(int count) throws IOException {
        time("open", this::open);
        time("declare " + count + " queues", () -> {
            for (int i = 0; i < count; i++) {
                vhost.declareQueue(QueueDeclaration.durable("q" + i), Caller.BROKER).orThrow();
                vhost.bind(new Binding("amq.topic", Destination.queue("q" + i), "k." + i, FieldTable.EMPTY),
                        Caller.BROKER).orThrow();
                endBatch(i);
            }
            shard.run();
        });
        time("one message to every tenth", () -> {
            for (int i = 0; i < count; i += 10) {
                publish("amq.topic", "k." + i, FieldTable.EMPTY);
            }
            shard.run();
        });
        time("close", this::close);
        time("open again", this::open);
        time("close", this::close);
    }

    private void delayed(int count) throws IOException {
        time("open", this::open);
        FieldTable topic = FieldTable.builder().add("x-delayed-type", "topic").build();
        vhost.declareExchange(new ExchangeSpec("x", "x-delayed-message", true, false, false, topic), Caller.BROKER)
                .orThrow();
        vhost.declareQueue(QueueDeclaration.durable("q"), Caller.BROKER).orThrow();
        vhost.bind(new Binding("x", Destination.queue("q"), "#", FieldTable.EMPTY), Caller.BROKER).orThrow();
        SplittableRandom random = new SplittableRandom(1);
        time("publish " + count + " delayed messages", () -> {
            for (int i = 0; i < count; i++) {
                publish("x", "k", FieldTable.of("x-delay", new FieldValue.Int32(1_000 + random.nextInt(HOUR_MS))));
                endBatch(i);
            }
            shard.run();
        });
        time("close", this::close);
        time("open again, " + count + " waiting", this::open);
        time("an hour passes", () -> {
            for (int second = 0; second <= HOUR_MS / 1_000 + 1; second++) {
                shard.advance(1_000);
            }
        });
        System.out.println("in the queue: " + vhost.queue("q").readyCount());
        time("close", this::close);
    }

    private void endBatch(int i) {
        if (i % BATCH == 0) {
            shard.run();
        }
    }

    private void publish(String exchange, String key, FieldTable headers) {
        RecordBody body = encoder.encode(exchange, key, MessageProperties.builder().headers(headers).build(), new byte[100]);
        vhost.publish(vhost.exchange(exchange), new Message().body(body.array(), body.offset(), body.length())
                .address(exchange, key).traits(100, -1, -1, true), null, 0);
    }

    private void open() {
        shard = new ManualShard(shard.nowMs());
        data = DataDirectory.open(directory, "bench");
        store = FileSegmentStore.open(data, FileSegmentStore.OPEN_FILES_MAX, new Failures());
        vhost = VirtualHost.open("/", VhostSettings.DEFAULT, PolicySet.EMPTY, new VhostContext(shard, store,
                LogConfig.DEFAULT.withSegmentBytes(16 << 20), new SinkTopics(), new MemoryBudget(64 << 20),
                new SplittableRandom(1)));
        shard.run();
    }

    private void close() {
        shard.run();
        vhost.close();
        store.close();
        data.close();
    }

    private static void time(String what, Runnable work) {
        long start = System.nanoTime();
        work.run();
        long ms = (System.nanoTime() - start) / 1_000_000;
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        long usedMb = (runtime.totalMemory() - runtime.freeMemory()) >> 20;
        System.out.printf("%-45s %8d ms   heap in use %5d MB%n", what, ms, usedMb);
    }

    /** Says what goes wrong in the background. */
    private static final class Failures implements StoreListener {

        @Override
        public void forceFailed(LogFailed failure) {
            System.out.println("force failed: " + failure);
        }

        @Override
        public void unlinkFailed(Path file, IOException cause) {
            System.out.println("unlink failed: " + file + " " + cause);
        }
    }
}
