package io.volok.bench.scale;

import io.volok.codec.amqp.BasicMethod;
import io.volok.codec.amqp.QueueMethod;
import io.volok.codec.message.MessageProperties;
import io.volok.codec.message.Property;
import io.volok.codec.table.FieldTable;
import java.io.IOException;
import java.util.function.LongPredicate;

/** Ready messages in one durable queue: filled with confirms, the broker started again, in the end drained in order. */
final class Backlog implements Subject {

    private static final int[] SIZES = {0, 100_000, 1_000_000, 10_000_000, 20_000_000};
    private static final int WINDOW = 10_000;
    private static final int PREFETCH = 2_000;
    private static final int DRAIN_STEPS = 10;
    private static final String QUEUE = "scale-backlog";

    @Override
    public Table table() {
        return new Table("backlog", "messages", Table.drawn("messages in per second", "%,.0f"),
                Table.drawn("resident MiB", "%.0f"), Table.drawn("start s", "%.2f"),
                Table.plain("resident MiB after start"), new Table.Column("CPU s per million in", "%.2f", false),
                Table.plain("messages out per second"), new Table.Column("CPU s per million out", "%.2f", false),
                Table.plain("most resident MiB draining"));
    }

    @Override
    public void run(Broker broker, LongPredicate wanted, Table table) throws Exception {
        int filled = 0;
        for (int size : SIZES) {
            if (wanted.test(size)) {
                double[] figures = fill(broker, filled, size);
                filled = size;
                table.add(broker, Integer.toString(size), figures);
            }
        }
        double[] nothing = new double[] {Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN, 0, 0, 0};
        drain(broker, filled, nothing);
        table.add(broker, "drained", nothing);
    }

    private static double[] fill(Broker broker, int from, int to) throws Exception {
        byte[] message = LeanAmqp.message("", QUEUE, MessageProperties.builder().set(Property.DELIVERY_MODE, "2").build());
        double cpu = broker.cpuSeconds();
        long start = System.nanoTime();
        double resident;
        try (LeanAmqp connection = LeanAmqp.open(broker)) {
            connection.call(new QueueMethod.Declare(QUEUE, false, true, false, false, false, FieldTable.EMPTY));
            connection.confirms();
            for (int i = from; i < to; i++) {
                connection.publish(message, i);
                if (i % 100 == 0) {
                    connection.awaitConfirms(WINDOW);
                }
            }
            connection.awaitConfirms(0);
            resident = broker.residentMiB();
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        int count = to - from;
        double cpuPerMillion = count == 0 ? Double.NaN : (broker.cpuSeconds() - cpu) * 1e6 / count;
        broker.stop(true);
        double startSeconds = broker.start();
        return new double[] {count == 0 ? Double.NaN : count / seconds, resident, startSeconds, broker.residentMiB(),
                cpuPerMillion, Double.NaN, Double.NaN, Double.NaN};
    }

    private static void drain(Broker broker, int count, double[] figures) throws IOException {
        long[] expected = new long[1];
        double cpu = broker.cpuSeconds();
        long start = System.nanoTime();
        double most = 0;
        try (LeanAmqp connection = LeanAmqp.open(broker)) {
            connection.onStamp(stamp -> {
                if (stamp != expected[0]++) {
                    throw new IllegalStateException("message " + stamp + " came where " + (expected[0] - 1) + " was due");
                }
            });
            connection.call(new BasicMethod.Qos(0, PREFETCH, false));
            connection.call(new BasicMethod.Consume(QUEUE, "", false, false, false, false, FieldTable.EMPTY));
            for (int step = 1; step <= DRAIN_STEPS; step++) {
                connection.awaitDelivered((long) count * step / DRAIN_STEPS, true);
                most = Math.max(most, broker.residentMiB());
            }
        }
        figures[5] = count / ((System.nanoTime() - start) / 1e9);
        figures[6] = (broker.cpuSeconds() - cpu) * 1e6 / count;
        figures[7] = most;
    }
}
