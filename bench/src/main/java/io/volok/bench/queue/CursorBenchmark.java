package io.volok.bench.queue;

import io.volok.broker.cursor.AckCursor;
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

    /** Takes a window of offsets and finishes all of them. */
    @Benchmark
    @OperationsPerInvocation(WINDOW)
    public long acquireAndAck() {
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
        return cursor.floor();
    }

    /** Takes a window, gives it back, and takes it again. */
    @Benchmark
    @OperationsPerInvocation(WINDOW)
    public long releaseAndAck() {
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
        return cursor.floor();
    }
}
