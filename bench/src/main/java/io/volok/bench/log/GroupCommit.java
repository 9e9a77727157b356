package io.volok.bench.log;

import io.volok.log.Durability;
import io.volok.log.Log;
import io.volok.log.LogConfig;
import io.volok.log.store.LogId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.HdrHistogram.Histogram;

/** How many records a second become durable, with appends of one record, a window of them in flight, over some logs. */
public final class GroupCommit {

    private static final long RUN_NANOS = 4_000_000_000L;

    private final BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
    private final Histogram nanos = new Histogram(3);
    private final int logCount;
    private final int window;
    private int inFlight;
    private long durable;

    private GroupCommit(int logCount, int window) {
        this.logCount = logCount;
        this.window = window;
    }

    /** Prints a table. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        System.out.println("append to page cache, direct buffers of 1 KiB records:");
        for (int batchBytes : new int[] {1024, 16 << 10, 64 << 10, 1 << 20}) {
            appendOnly(batchBytes);
        }
        System.out.println("appends of one 1 KiB record, forced:");
        for (int logs : new int[] {1, 10, 100}) {
            for (int window : new int[] {1, 16, 256, 4096}) {
                new GroupCommit(logs, window).run();
            }
        }
    }

    private static void appendOnly(int batchBytes) throws IOException {
        try (ScratchStore scratch = new ScratchStore()) {
            LogConfig config = LogConfig.DEFAULT.withSegmentBytes(256 << 20).withFileDeleteDelayMs(0);
            Log log = Log.open(scratch.store(), new LogId("bench", "l"), config, Runnable::run);
            Batch batch = new Batch(batchBytes, 1024, true);
            long start = System.nanoTime();
            long bytes = 0;
            while (System.nanoTime() - start < RUN_NANOS / 2) {
                for (int i = 0; i < 16; i++) {
                    batch.appendTo(log, 1);
                    bytes += batch.size();
                }
                if (log.sizeBytes() > 1L << 30) {
                    log.trimTo(log.firstSegmentEndOffset());
                }
            }
            double seconds = (System.nanoTime() - start) / 1e9;
            System.out.printf("  batches of %7d bytes: %6.0f MB/s, %,9.0f appends/s%n", batchBytes,
                    bytes / seconds / 1e6,
                    bytes / batch.size() / seconds);
            log.close();
        }
    }

    private void run() throws IOException, InterruptedException {
        try (ScratchStore scratch = new ScratchStore()) {
            LogConfig config = LogConfig.DEFAULT.withDurability(Durability.FSYNC);
            List<Log> logs = new ArrayList<>();
            for (int i = 0; i < logCount; i++) {
                logs.add(Log.open(scratch.store(), new LogId("bench", "l-" + i), config, tasks::add));
            }
            Batch batch = new Batch(1024, 1024, true);
            long start = System.nanoTime();
            for (int next = 0; System.nanoTime() - start < RUN_NANOS; next++) {
                append(logs.get(next % logCount), batch);
                while (inFlight >= window) {
                    tasks.take().run();
                }
            }
            double seconds = (System.nanoTime() - start) / 1e9;
            System.out.printf("  %3d logs, %4d in flight: %,9.0f records/s, p50 %6.2f ms, p99 %6.2f ms%n",
                    logCount, window,
                    durable / seconds, nanos.getValueAtPercentile(50) / 1e6, nanos.getValueAtPercentile(99) / 1e6);
            logs.forEach(Log::close);
        }
    }

    private void append(Log log, Batch batch) {
        long begun = System.nanoTime();
        batch.appendTo(log, 1);
        inFlight++;
        log.whenDurable(log.endOffset(), () -> {
            inFlight--;
            durable++;
            nanos.recordValue(System.nanoTime() - begun);
        });
    }
}
