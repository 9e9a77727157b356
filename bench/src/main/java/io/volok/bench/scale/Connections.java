package io.volok.bench.scale;

import io.volok.codec.amqp.BasicMethod;
import io.volok.codec.amqp.QueueMethod;
import io.volok.codec.message.MessageProperties;
import io.volok.codec.table.FieldTable;
import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongPredicate;

/**
 * AMQP connections, first idle, then each publishing to a queue of its own and consuming it: bursts of ten messages go
 * round at a fixed rate, so that the broker's work per message is the same however many take part.
 */
final class Connections implements Subject {

    private static final int[] SIZES = {1, 10, 100, 1_000, 2_000};
    private static final int BURST = 10;
    private static final int MESSAGES = 100_000;
    private static final long BURST_NANOS = 500_000;

    @Override
    public Table table() {
        return new Table("connections", "connections", Table.drawn("CPU s per million messages", "%.2f"),
                Table.drawn("resident MiB idle", "%.0f"), Table.drawn("resident MiB active", "%.0f"),
                Table.plain("opened per second"));
    }

    @Override
    public String peers() {
        return "amqp";
    }

    @Override
    public void run(Broker broker, LongPredicate wanted, Table table) throws Exception {
        List<LeanAmqp> all = new ArrayList<>();
        try (Selector selector = Selector.open()) {
            for (int size : SIZES) {
                if (wanted.test(size)) {
                    measure(broker, size, all, selector, table);
                }
            }
        } finally {
            for (LeanAmqp connection : all) {
                connection.close();
            }
        }
    }

    private static void measure(Broker broker, int size, List<LeanAmqp> all, Selector selector, Table table)
            throws IOException {
        int before = all.size();
        long start = System.nanoTime();
        while (all.size() < size) {
            all.add(LeanAmqp.open(broker));
        }
        double openedPerSecond = (size - before) * 1e9 / (System.nanoTime() - start);
        double idle = broker.residentMiB();
        List<byte[]> messages = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            String queue = "scale-connection-" + i;
            messages.add(LeanAmqp.message("", queue, MessageProperties.NONE));
            if (i >= before) {
                LeanAmqp connection = all.get(i);
                connection.call(new QueueMethod.Declare(queue, false, false, true, false, false, FieldTable.EMPTY));
                connection.call(new BasicMethod.Consume(queue, "", false, true, false, false, FieldTable.EMPTY));
                connection.socket().configureBlocking(false);
                connection.socket().register(selector, SelectionKey.OP_READ, connection);
            }
        }
        exchange(all, messages, selector, MESSAGES / 5); // warms what was added
        double cpu = broker.cpuSeconds();
        exchange(all, messages, selector, MESSAGES);
        table.add(broker, Integer.toString(size), (broker.cpuSeconds() - cpu) * 1e6 / MESSAGES, idle,
                broker.residentMiB(), openedPerSecond);
    }

    private static void exchange(List<LeanAmqp> all, List<byte[]> messages, Selector selector, int count)
            throws IOException {
        long before = delivered(all);
        long next = System.nanoTime();
        for (int burst = 0; burst < count / BURST; burst++) {
            int index = burst % all.size();
            for (int i = 0; i < BURST; i++) {
                all.get(index).publish(messages.get(index), burst);
            }
            all.get(index).flush();
            next += BURST_NANOS;
            for (long left = next - System.nanoTime(); left > 0; left = next - System.nanoTime()) {
                read(selector, false);
                LockSupport.parkNanos(left);
            }
        }
        while (delivered(all) - before < count) {
            read(selector, true);
        }
    }

    private static void read(Selector selector, boolean wait) throws IOException {
        if (wait) {
            selector.select();
        } else {
            selector.selectNow();
        }
        for (SelectionKey key : selector.selectedKeys()) {
            ((LeanAmqp) key.attachment()).read();
        }
        selector.selectedKeys().clear();
    }

    private static long delivered(List<LeanAmqp> all) {
        return all.stream().mapToLong(LeanAmqp::delivered).sum();
    }
}
