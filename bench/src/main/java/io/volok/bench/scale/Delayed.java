package io.volok.bench.scale;

import io.volok.codec.amqp.BasicMethod;
import io.volok.codec.amqp.ExchangeMethod;
import io.volok.codec.amqp.QueueMethod;
import io.volok.codec.message.MessageProperties;
import io.volok.codec.message.Property;
import io.volok.codec.table.FieldTable;
import io.volok.codec.table.FieldValue;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.LongPredicate;

/**
 * Persistent messages that a delayed exchange holds back for one to three hours. The broker starts again, and while they
 * wait some that are due within seconds are published: how late those come is measured.
 */
final class Delayed implements Subject {

    private static final int[] SIZES = {100_000, 1_000_000, 5_000_000};
    private static final int WINDOW = 10_000;
    private static final int HOUR_MS = 3_600_000;
    private static final int SOON = 50_000;
    private static final int SOON_MS = 5_000;
    private static final int SOON_SPREAD_MS = 5_000;
    private static final String EXCHANGE = "scale-delayed";
    private static final String QUEUE = "scale-delayed-queue";

    private final SplittableRandom random = new SplittableRandom(1);

    @Override
    public Table table() {
        return new Table("delayed", "waiting", Table.drawn("CPU s per million in", "%.2f"),
                Table.drawn("resident MiB", "%.0f"), Table.drawn("start s", "%.2f"), Table.plain("messages in per second"),
                Table.plain("late ms p50"), Table.plain("late ms p99"), Table.plain("too early"));
    }

    @Override
    public void run(Broker broker, LongPredicate wanted, Table table) throws Exception {
        int held = 0;
        for (int size : SIZES) {
            if (wanted.test(size)) {
                measure(broker, held, size, table);
                held = size;
            }
        }
    }

    private void measure(Broker broker, int from, int to, Table table) throws Exception {
        double cpu = broker.cpuSeconds();
        long start = System.nanoTime();
        try (LeanAmqp connection = open(broker)) {
            byte[][] messages = new byte[1000][];
            for (int i = from; i < to; i++) {
                if (i % WINDOW == 0) {
                    Arrays.setAll(messages, n -> delayed(HOUR_MS + random.nextInt(2 * HOUR_MS)));
                    connection.awaitConfirms(WINDOW);
                }
                connection.publish(messages[i % messages.length], i);
            }
            connection.awaitConfirms(0);
        }
        double rate = (to - from) * 1e9 / (System.nanoTime() - start);
        double cpuPerMillion = (broker.cpuSeconds() - cpu) * 1e6 / (to - from);
        double resident = broker.residentMiB();
        broker.stop(true);
        double seconds = broker.start();
        long[] late = soon(broker);
        table.add(broker, Integer.toString(to), cpuPerMillion, resident, seconds, rate, late[late.length / 2],
                late[late.length * 99 / 100], Arrays.stream(late).filter(ms -> ms < 0).count());
    }

    private static LeanAmqp open(Broker broker) throws Exception {
        LeanAmqp connection = LeanAmqp.open(broker);
        connection.call(new ExchangeMethod.Declare(EXCHANGE, "x-delayed-message", false, true, false, false, false,
                FieldTable.builder().add("x-delayed-type", "direct").build()));
        connection.call(new QueueMethod.Declare(QUEUE, false, true, false, false, false, FieldTable.EMPTY));
        connection.call(new QueueMethod.Bind(QUEUE, EXCHANGE, "k", false, FieldTable.EMPTY));
        connection.confirms();
        return connection;
    }

    private static byte[] delayed(int ms) {
        return LeanAmqp.message(EXCHANGE, "k", MessageProperties.builder().set(Property.DELIVERY_MODE, "2")
                .headers(FieldTable.of("x-delay", new FieldValue.Int32(ms))).build());
    }

    private long[] soon(Broker broker) throws Exception {
        long[] late = new long[SOON];
        int[] count = new int[1];
        try (LeanAmqp connection = open(broker)) {
            connection.onStamp(due -> late[count[0]++] = System.currentTimeMillis() - due);
            for (int i = 0; i < SOON; i++) {
                int delay = SOON_MS + random.nextInt(SOON_SPREAD_MS);
                connection.publish(delayed(delay), System.currentTimeMillis() + delay);
                if (i % 100 == 0) {
                    connection.awaitConfirms(100);
                }
            }
            connection.awaitConfirms(0);
            connection.call(new BasicMethod.Consume(QUEUE, "", false, true, false, false, FieldTable.EMPTY));
            connection.awaitDelivered(SOON, false);
        }
        Arrays.sort(late);
        return late;
    }
}
