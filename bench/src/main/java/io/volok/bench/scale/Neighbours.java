package io.volok.bench.scale;

import io.volok.codec.amqp.BasicMethod;
import io.volok.codec.amqp.QueueMethod;
import io.volok.codec.message.MessageProperties;
import io.volok.codec.message.Property;
import io.volok.codec.table.FieldTable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongPredicate;
import org.HdrHistogram.Histogram;

/**
 * Latency from publish to delivery of a steady stream of AMQP messages, alone and while somebody else reads old data of a
 * topic: from the page cache and from the disk.
 */
final class Neighbours implements Subject {

    private static final String TOPIC = "scale-old";
    private static final String QUEUE = "scale-hot";
    private static final long BYTES = 3L << 30;
    private static final int PER_SECOND = 1_000;
    private static final int SECONDS = 8;
    private static final int FETCH_BYTES = 1 << 20;
    /** The reader takes no more than this, so that it does not simply use up the CPU. */
    private static final long READ_BYTES_PER_SECOND = 200L << 20;

    @Override
    public Table table() {
        return new Table("neighbours", "others read", Table.plain("read MiB/s"), Table.drawn("p50 ms", "%.2f"),
                Table.drawn("p99 ms", "%.2f"), Table.drawn("p99.9 ms", "%.2f"), Table.drawn("most ms", "%.1f"));
    }

    @Override
    public void run(Broker broker, LongPredicate wanted, Table table) throws Exception {
        Disk.fill(broker, TOPIC, BYTES);
        List<Path> files = Disk.files(broker, TOPIC);
        Disk.forget(files); // what was written is on the disk, which has nothing to do any more
        stream(broker); // warms
        add(broker, "nothing", 0, stream(broker), table);
        Disk.read(files);
        beside(broker, "page cache", table);
        Disk.forget(files);
        beside(broker, "disk", table);
    }

    private static void beside(Broker broker, String what, Table table) throws Exception {
        AtomicBoolean end = new AtomicBoolean();
        FutureTask<Double> reading = new FutureTask<>(() -> read(broker, end));
        Thread.ofPlatform().daemon().start(reading);
        Histogram latency = stream(broker);
        end.set(true);
        add(broker, what, reading.get(), latency, table);
    }

    private static void add(Broker broker, String what, double read, Histogram latency, Table table) {
        table.add(broker, what, read, latency.getValueAtPercentile(50) / 1e6, latency.getValueAtPercentile(99) / 1e6,
                latency.getValueAtPercentile(99.9) / 1e6, latency.getMaxValue() / 1e6);
    }

    private static double read(Broker broker, AtomicBoolean end) throws IOException {
        long start = System.nanoTime();
        long bytes = 0;
        while (!end.get()) {
            try (LeanFetch fetch = new LeanFetch(broker, TOPIC, FETCH_BYTES)) {
                for (int count = 1; count > 0 && !end.get(); bytes += count) {
                    count = fetch.fetch();
                    long due = start + (long) (bytes * 1e9 / READ_BYTES_PER_SECOND);
                    LockSupport.parkNanos(due - System.nanoTime());
                }
            }
        }
        return bytes * 1e9 / (System.nanoTime() - start) / (1 << 20);
    }

    private static Histogram stream(Broker broker) throws IOException {
        Histogram latency = new Histogram(3_600_000_000_000L, 3);
        byte[] message = LeanAmqp.message("", QUEUE, MessageProperties.builder().set(Property.DELIVERY_MODE, "2").build());
        try (LeanAmqp connection = LeanAmqp.open(broker)) {
            connection.call(new QueueMethod.Declare(QUEUE, false, true, false, false, false, FieldTable.EMPTY));
            connection.call(new BasicMethod.Consume(QUEUE, "", false, true, false, false, FieldTable.EMPTY));
            connection.socket().configureBlocking(false);
            connection.onStamp(due -> latency.recordValue(Math.max(0, System.nanoTime() - due)));
            long due = System.nanoTime();
            for (int i = 0; i < PER_SECOND * SECONDS; i++) {
                due += 1_000_000_000L / PER_SECOND;
                while (System.nanoTime() < due) {
                    if (!connection.read()) {
                        LockSupport.parkNanos(Math.min(50_000, due - System.nanoTime()));
                    }
                }
                connection.publish(message, due);
                connection.flush();
            }
            while (connection.delivered() < PER_SECOND * SECONDS) {
                connection.read();
            }
        }
        return latency;
    }
}
