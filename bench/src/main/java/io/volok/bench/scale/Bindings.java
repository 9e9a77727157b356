package io.volok.bench.scale;

import io.volok.codec.amqp.BasicMethod;
import io.volok.codec.amqp.ExchangeMethod;
import io.volok.codec.amqp.QueueMethod;
import io.volok.codec.message.MessageProperties;
import io.volok.codec.table.FieldTable;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongPredicate;

/**
 * Bindings on a topic exchange: each message matches one of them. Once with as many routing keys as bindings, once with
 * keys of which no two are alike, so that nothing can be remembered.
 */
final class Bindings implements Subject {

    private static final int[] SIZES = {1, 10, 100, 1_000};
    private static final int MESSAGES = 400_000;
    private static final int WINDOW = 2_000;
    private static final String EXCHANGE = "scale-topic";
    private static final String QUEUE = "scale-bound";

    @Override
    public Table table() {
        return new Table("bindings", "bindings", Table.drawn("CPU s per million", "%.2f"),
                Table.drawn("CPU s per million, keys never repeat", "%.2f"), Table.drawn("resident MiB", "%.0f"));
    }

    @Override
    public String peers() {
        return "amqp";
    }

    @Override
    public void run(Broker broker, LongPredicate wanted, Table table) throws Exception {
        try (LeanAmqp connection = LeanAmqp.open(broker)) {
            connection.call(new ExchangeMethod.Declare(EXCHANGE, "topic", false, false, false, false, false,
                    FieldTable.EMPTY));
            connection.call(new QueueMethod.Declare(QUEUE, false, false, true, false, false, FieldTable.EMPTY));
            connection.call(new BasicMethod.Consume(QUEUE, "", false, true, false, false, FieldTable.EMPTY));
            connection.confirms();
            connection.call(new QueueMethod.Bind(QUEUE, EXCHANGE, "region.*.kind-0.#", false, FieldTable.EMPTY));
            publish(connection, 1, false);
            publish(connection, 1, true); // a broker that has just started is not measured
            int bound = 1;
            for (int size : SIZES) {
                if (wanted.test(size)) {
                    for (; bound < size; bound++) {
                        connection.call(new QueueMethod.Bind(QUEUE, EXCHANGE, "region.*.kind-" + bound + ".#", false,
                                FieldTable.EMPTY));
                    }
                    double few = measure(broker, connection, size, false);
                    double many = measure(broker, connection, size, true);
                    table.add(broker, Integer.toString(size), few, many, broker.residentMiB());
                }
            }
            connection.call(new ExchangeMethod.Delete(EXCHANGE, false, false));
        }
    }

    private static double measure(Broker broker, LeanAmqp connection, int size, boolean unique) throws Exception {
        double cpu = broker.cpuSeconds();
        publish(connection, size, unique);
        return (broker.cpuSeconds() - cpu) * 1e6 / MESSAGES;
    }

    private static void publish(LeanAmqp connection, int size, boolean unique) throws Exception {
        List<byte[]> messages = new ArrayList<>();
        for (int i = 0; i < (unique ? MESSAGES : size); i++) {
            messages.add(LeanAmqp.message(EXCHANGE, "region." + (unique ? i : 7) + ".kind-" + i % size + ".created.now",
                    MessageProperties.NONE));
        }
        long before = connection.delivered();
        for (int i = 0; i < MESSAGES; i++) {
            connection.publish(messages.get(i % messages.size()), i);
            if (i % WINDOW == 0) {
                connection.awaitConfirms(WINDOW);
            }
        }
        connection.awaitConfirms(0);
        connection.awaitDelivered(before + MESSAGES, false);
    }
}
