package io.volok.bench.codec;

import io.volok.codec.amqp.ContentWriter;
import io.volok.codec.bytes.ByteWriter;
import io.volok.codec.bytes.ShortString;
import io.volok.codec.message.MessageDecoder;
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

/** From a stored batch to the frames of its deliveries. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class DeliverBenchmark {

    private static final ShortString TAG = ShortString.of("amq.ctag-Zq1x8vYz0Tn3jv4m5K6p7Q");
    private static final ShortString QUEUE = ShortString.of("orders");

    /** Which properties the messages have. */
    @Param({"bare", "rich"})
    public String kind;

    /** Bytes of body. */
    @Param({"16", "1024"})
    public int bodyBytes;

    private final RecordCursor cursor = new RecordCursor();
    private final RecordView record = new RecordView();
    private final MessageDecoder decoder = new MessageDecoder();
    private final ByteWriter out = new ByteWriter(1 << 20);
    private final ContentWriter content = new ContentWriter(out);
    private ByteBuffer batch;

    /** Stores the batch. */
    @Setup
    public void store() {
        batch = ByteBuffer.wrap(Samples.batch(kind, bodyBytes));
        content.frameMax(131072);
    }

    /** Delivers the whole batch once. */
    @Benchmark
    @OperationsPerInvocation(Samples.MESSAGES)
    public int readAndDeliver() {
        out.reset();
        cursor.open(batch);
        long tag = 0;
        while (cursor.next(record)) {
            tag++;
            content.deliver(1, TAG, tag, false, decoder.read(record), QUEUE);
        }
        return out.size();
    }
}
