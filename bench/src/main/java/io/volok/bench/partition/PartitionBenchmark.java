package io.volok.bench.partition;

import io.volok.broker.partition.Fetched;
import io.volok.broker.partition.Partition;
import io.volok.broker.partition.Produced;
import io.volok.broker.partition.Topics;
import io.volok.broker.shard.ManualShard;
import io.volok.codec.record.BatchBuilder;
import io.volok.codec.record.Decompressor;
import io.volok.codec.record.RecordBatch;
import io.volok.codec.record.RecordBody;
import io.volok.log.Durability;
import io.volok.log.store.LogFailed;
import io.volok.log.store.file.DataDirectory;
import io.volok.log.store.file.FileSegmentStore;
import io.volok.log.store.file.StoreListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** A batch of 16 KiB into a partition, and found again for a fetch; per batch. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgs = {"-Xmx1g", "-XX:+UseSerialGC"})
public class PartitionBenchmark implements StoreListener {

    private static final int BATCH_BYTES = 16 << 10;
    private static final long START_MS = 1_700_000_000_000L;
    private static final int TRIM_EVERY = 4096;

    /** Bytes of a record. */
    @Param({"100", "1024"})
    public int recordBytes;

    private final ManualShard shard = new ManualShard(START_MS);
    private DataDirectory directory;
    private FileSegmentStore store;
    private Topics topics;
    private Partition partition;
    private ByteBuffer batch;
    private int appended;

    /** A topic over files in the temporary directory, and a batch outside the heap, as a socket leaves it. */
    @Setup(Level.Iteration)
    public void open() throws IOException {
        directory = DataDirectory.open(Files.createTempDirectory("volok-bench"), "bench");
        store = FileSegmentStore.open(directory, FileSegmentStore.OPEN_FILES_MAX, this);
        topics = Topics.open(new Topics.Ground(List.of(shard), store, Durability.OS, () -> Decompressor.NONE,
                Map.of("log.segment.bytes", "67108864", "log.segment.delete.delay.ms", "0")));
        topics.create("orders", 1, Map.of(), outcome -> { });
        shard.run();
        partition = topics.image().byName("orders").partition(0);
        BatchBuilder builder = new BatchBuilder().begin(0, START_MS);
        for (int bytes = 0; bytes + recordBytes < BATCH_BYTES; bytes += recordBytes) {
            builder.append(START_MS, RecordBody.of(null, new byte[recordBytes]));
        }
        builder.finish();
        byte[] array = builder.toByteArray();
        batch = ByteBuffer.allocateDirect(array.length).put(array).flip();
        produce();
    }

    /** Checked, stamped, appended; the log is trimmed now and then. */
    @Benchmark
    public Produced produce() {
        RecordBatch.stamp(batch.rewind(), 0, 0, -1); // as it comes from a client
        if (!(partition.produce(batch) instanceof Produced.Appended produced)) {
            throw new IllegalStateException("refused");
        }
        if (++appended % TRIM_EVERY == 0) {
            partition.trimTo(Partition.HIGH_WATERMARK);
        }
        shard.run();
        return produced;
    }

    /** Found by its offset, without being read. */
    @Benchmark
    public int fetch() {
        Fetched.Batches found = (Fetched.Batches) partition.fetch(partition.startOffset(), BATCH_BYTES, false);
        int length = found.records().length();
        found.records().release();
        return length;
    }

    /** Deletes everything. */
    @TearDown(Level.Iteration)
    public void close() throws IOException {
        topics.close(shard);
        store.close();
        Path path = directory.path();
        directory.close();
        try (Stream<Path> files = Files.walk(path)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    @Override
    public void forceFailed(LogFailed failure) {
        throw failure;
    }

    @Override
    public void unlinkFailed(Path file, IOException cause) {
        throw new UncheckedIOException(file.toString(), cause);
    }
}
