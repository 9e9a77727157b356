package io.volok.bench.scale;

import io.volok.codec.amqp.BasicMethod;
import io.volok.codec.amqp.QueueMethod;
import io.volok.codec.message.MessageProperties;
import io.volok.codec.message.Property;
import io.volok.codec.table.FieldTable;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongPredicate;

/**
 * Durable queues: persistent messages go round them in bursts of ten, with confirms; then a consumer on each queue takes
 * them out. The broker starts again with all queues.
 */
final class Queues implements Subject {

    private static final int[] SIZES = {1, 100, 1_000, 10_000};
    private static final int BURST = 10;
    private static final int MESSAGES = 200_000;
    private static final int WINDOW = 2_000;

    @Override
    public Table table() {
        return new Table("queues", "queues", Table.drawn("CPU s per million in", "%.2f"),
                Table.drawn("CPU s per million out", "%.2f"), Table.drawn("resident MiB", "%.0f"),
                Table.plain("open files"), Table.plain("idle CPU ms/s"), Table.plain("declared per second"),
                new Table.Column("start s", "%.2f", false));
    }

    @Override
    public String peers() {
        return "amqp";
    }

    @Override
    public void run(Broker broker, LongPredicate wanted, Table table) throws Exception {
        List<byte[]> messages = new ArrayList<>();
        for (int size : SIZES) {
            if (wanted.test(size)) {
                measure(broker, size, messages, table);
            }
        }
        if (!broker.isOwn()) {
            try (LeanAmqp connection = LeanAmqp.open(broker)) {
                for (int i = 0; i < messages.size(); i++) {
                    connection.call(new QueueMethod.Delete("scale-queue-" + i, false, false, false));
                }
            }
        }
    }

    private static void measure(Broker broker, int size, List<byte[]> messages, Table table) throws Exception {
        int before = messages.size();
        double in;
        double out;
        double declaredPerSecond;
        try (LeanAmqp connection = LeanAmqp.open(broker)) {
            long start = System.nanoTime();
            for (int i = before; i < size; i++) {
                String queue = "scale-queue-" + i;
                connection.call(new QueueMethod.Declare(queue, false, true, false, false, false, FieldTable.EMPTY));
                messages.add(LeanAmqp.message("", queue,
                        MessageProperties.builder().set(Property.DELIVERY_MODE, "2").build()));
            }
            declaredPerSecond = (size - before) * 1e9 / (System.nanoTime() - start);
            connection.confirms();
            double cpu = broker.cpuSeconds();
            for (int i = 0; i < MESSAGES; i++) {
                connection.publish(messages.get(i / BURST % size), i);
                if (i % WINDOW == 0) {
                    connection.awaitConfirms(WINDOW);
                }
            }
            connection.awaitConfirms(0);
            in = broker.cpuSeconds() - cpu;
            cpu = broker.cpuSeconds();
            for (int i = 0; i < size; i++) {
                connection.call(new BasicMethod.Consume("scale-queue-" + i, "", false, true, false, false,
                        FieldTable.EMPTY));
            }
            connection.awaitDelivered(MESSAGES, false);
            out = broker.cpuSeconds() - cpu;
        }
        double resident = broker.residentMiB();
        long files = broker.openFiles();
        double idle = broker.idleCpu();
        double seconds = Double.NaN;
        if (broker.isOwn()) {
            broker.stop(true);
            seconds = broker.start();
        }
        table.add(broker, Integer.toString(size), in * 1e6 / MESSAGES, out * 1e6 / MESSAGES, resident, files,
                idle, declaredPerSecond, seconds);
    }
}
