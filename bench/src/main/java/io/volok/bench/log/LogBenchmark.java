package io.volok.bench.log;

import io.volok.log.Log;
import io.volok.log.LogConfig;
import io.volok.log.LogSlice;
import io.volok.log.store.LogId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** One append and one read of a batch, to and from the page cache. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class LogBenchmark {

    private static final int RECORD_BYTES = 1024;
    private static final long STORED_BYTES = 256L << 20;

    /** Bytes of a batch. */
    @Param({"1024", "16384", "262144"})
    public int batchBytes;

    /** Whether the batch lies outside the heap, as one from a socket does. */
    @Param({"true", "false"})
    public boolean direct;

    private ScratchStore scratch;
    private Log written;
    private Log read;
    private Batch batch;
    private ByteBuffer target;
    private long offset;
    private long random = 1;

    /** Fills a log to read from. */
    @Setup
    public void open() throws IOException {
        scratch = new ScratchStore();
        LogConfig config = LogConfig.DEFAULT.withSegmentBytes(64 << 20).withFileDeleteDelayMs(0);
        written = Log.open(scratch.store(), new LogId("bench", "written"), config, Runnable::run);
        read = Log.open(scratch.store(), new LogId("bench", "read"), config, Runnable::run);
        batch = new Batch(batchBytes, RECORD_BYTES, direct);
        for (long bytes = 0; bytes < STORED_BYTES; bytes += batch.size()) {
            batch.appendTo(read, 1);
        }
        target = direct ? ByteBuffer.allocateDirect(batch.size()) : ByteBuffer.allocate(batch.size());
    }

    /** Deletes everything. */
    @TearDown
    public void close() throws IOException {
        written.close();
        read.close();
        scratch.close();
    }

    /** Appends a batch; the log is trimmed behind so that it stays small. */
    @Benchmark
    public void append() {
        batch.appendTo(written, 1);
        if (written.firstSegmentEndOffset() != Long.MAX_VALUE) {
            written.trimTo(written.firstSegmentEndOffset());
        }
    }

    /** Reads the batches one after the other, as a consumer does. */
    @Benchmark
    public int readOn() {
        if (offset >= read.endOffset()) {
            offset = 0;
        }
        int count = read.readInto(offset, target.clear());
        offset += batch.records();
        return count;
    }

    /** Finds a batch anywhere in the log, as a first fetch does. */
    @Benchmark
    public int find() {
        random = random * 6364136223846793005L + 1442695040888963407L;
        LogSlice slice = read.read(Long.remainderUnsigned(random >>> 16, read.endOffset()), 1);
        int length = slice.length();
        slice.release();
        return length;
    }
}
