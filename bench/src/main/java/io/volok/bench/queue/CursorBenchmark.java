package io.volok.bench.queue;

import io.volok.broker.cursor.AckCursor;
import io.volok.broker.cursor.CursorFacts;
import io.volok.codec.bytes.ByteWriter;
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
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The ack engine alone: offsets acquired and acknowledged in several orders; per offset. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class CursorBenchmark {

    private static final int WINDOW = 1024;
    private static final int ODD = 613;

    /** In which order acknowledgements come. */
    @Param({"inOrder", "reversed", "scattered"})
    public String order;

    private final AckCursor cursor = new AckCursor(0);
    private final ByteWriter facts = new ByteWriter(1 << 16);

    /** Takes a window of offsets and finishes all of them. */
    @Benchmark
    @OperationsPerInvocation(WINDOW)
    public int acquireAndAck() {
        long first = cursor.end();
        cursor.extend(first + WINDOW);
        for (int i = 0; i < WINDOW; i++) {
            cursor.acquire();
        }
        for (int i = 0; i < WINDOW; i++) {
            cursor.acknowledge(first + switch (order) {
                case "inOrder" -> i;
                case "reversed" -> WINDOW - 1 - i;
                default -> i * ODD % WINDOW;
            });
        }
        return writeFacts();
    }

    /** The end of a batch of work: what has changed is written for the cursor log. */
    private int writeFacts() {
        facts.reset();
        CursorFacts.writeChanges(cursor, facts);
        return facts.size();
    }

    /** Takes a window, gives it back, and takes it again. */
    @Benchmark
    @OperationsPerInvocation(WINDOW)
    public int releaseAndAck() {
        long first = cursor.end();
        cursor.extend(first + WINDOW);
        for (int i = 0; i < WINDOW; i++) {
            cursor.acquire();
        }
        for (int i = 0; i < WINDOW; i++) {
            cursor.release(first + i * ODD % WINDOW, true);
        }
        for (int i = 0; i < WINDOW; i++) {
            cursor.acknowledge(cursor.acquire());
        }
        return writeFacts();
    }
}
