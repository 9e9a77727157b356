package io.volok.bench.queue;

import io.volok.broker.queue.ConsumerSpec;
import io.volok.log.store.SegmentStore;
import io.volok.log.store.file.DataDirectory;
import io.volok.log.store.file.FileSegmentStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One message through a queue: enqueued, appended, confirmed, delivered, acknowledged; per message, in batches of 200.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgs = {"-Xmx1g", "-XX:+UseSerialGC"})
public class QueueBenchmark {

    private static final int BATCH = 200;

    /** Bytes of a body. */
    @Param({"16", "1024"})
    public int bodyBytes;

    /** Consumers that share the work. */
    @Param({"1", "8"})
    public int consumers;

    private DataDirectory directory;
    private SegmentStore store;
    private BenchQueue bench;

    /** A queue over files in the temporary directory; nothing is forced. */
    @Setup(Level.Iteration)
    public void open() throws IOException {
        directory = DataDirectory.open(Files.createTempDirectory("volok-bench"), "bench");
        store = FileSegmentStore.open(directory, 100, new BenchQueue.Failures());
        bench = new BenchQueue(store, bodyBytes);
        for (int i = 0; i < consumers; i++) {
            bench.queue.subscribe(ConsumerSpec.of("c" + i, false, 1000), bench);
        }
        bench.shard.run();
    }

    /** All the way. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public Object publishDeliverAck() {
        bench.publish(BATCH);
        bench.ackAll();
        return bench;
    }

    /** Delivered, given back, delivered again, acknowledged: what dispatch costs more than once per append. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public Object publishDeliverTwiceAck() {
        bench.publish(BATCH);
        bench.requeueAll();
        bench.ackAll();
        return bench;
    }

    /** Lets go. */
    @TearDown(Level.Iteration)
    public void close() throws IOException {
        bench.queue.delete();
        store.close();
        Path path = directory.path();
        directory.close();
        BenchQueue.deleteAll(path);
    }
}
