package io.volok.bench.codec;

import io.volok.codec.record.BatchBuilder;
import io.volok.codec.record.RecordBatch;
import io.volok.codec.record.RecordBody;
import io.volok.codec.record.RecordCursor;
import io.volok.codec.record.RecordView;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Batches of plain records: built, checked, walked; per record. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class RecordBatchBenchmark {

    /** Bytes of a value. */
    @Param({"16", "1024"})
    public int valueBytes;

    private final BatchBuilder builder = new BatchBuilder(1 << 20);
    private final RecordCursor cursor = new RecordCursor();
    private final RecordView record = new RecordView();
    private RecordBody body;
    private ByteBuffer batch;

    /** Makes a batch that lies outside the heap. */
    @Setup
    public void fill() {
        body = RecordBody.of(null, new byte[valueBytes]);
        build();
        byte[] array = builder.toByteArray();
        batch = ByteBuffer.allocateDirect(array.length).put(array).flip();
    }

    /** Appends records and computes the checksum. */
    @Benchmark
    @OperationsPerInvocation(Samples.MESSAGES)
    public int build() {
        builder.begin(0, 1_700_000_000_000L);
        for (int i = 0; i < Samples.MESSAGES; i++) {
            builder.append(1_700_000_000_000L + i, body);
        }
        return builder.finish();
    }

    /** Visits each record. */
    @Benchmark
    @OperationsPerInvocation(Samples.MESSAGES)
    public long walk() {
        cursor.open(batch.rewind());
        long sum = 0;
        while (cursor.next(record)) {
            sum += record.offset() + record.valueLength();
        }
        return sum;
    }

    /** Checks the checksum and stamps the offset, as an append of a client's batch does. */
    @Benchmark
    @OperationsPerInvocation(Samples.MESSAGES)
    public long checkAndStamp() {
        RecordBatch.stamp(batch, 0, 42, 0);
        return RecordBatch.check(batch, 0, batch.capacity());
    }
}
