package io.volok.bench.scale;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.function.LongPredicate;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Records that are on the disk when they are acknowledged ({@code durability=fsync}), against writing and forcing a file:
 * one after the other, and as many at a time as there are bytes for.
 */
final class ForcedWrites implements Subject {

    private static final int[] KIB = {1, 16, 64, 1_000};
    private static final int COUNT = 400;
    private static final long IN_FLIGHT_BYTES = 8 << 20;

    @Override
    public Table table() {
        return new Table("forced-writes", "KiB per record", Table.drawn("acknowledged one by one, per second", "%,.0f"),
                Table.drawn("disk alone, per second", "%,.0f"), Table.drawn("many at a time, per second", "%,.0f"),
                new Table.Column("many at a time, MiB/s", "%,.1f", false));
    }

    @Override
    public String[] settings() {
        return new String[] {"durability=fsync", "message.max.bytes=4194304"};
    }

    @Override
    public void run(Broker broker, LongPredicate wanted, Table table) throws Exception {
        for (int size : KIB) {
            if (wanted.test(size)) {
                double disk = Disk.force(broker.data().resolveSibling("forced"), size << 10, COUNT);
                double alone = produce(broker, size << 10, 1, COUNT);
                int window = (int) Math.max(2, IN_FLIGHT_BYTES / (size << 10));
                double many = produce(broker, size << 10, window, Math.max(COUNT, Math.min(100_000, window * 20)));
                table.add(broker, Integer.toString(size), alone, disk, many, many * size / 1024);
            }
        }
    }

    /** Records per second with so many unacknowledged. */
    private static double produce(Broker broker, int bytes, int window, int count) throws Exception {
        Map<String, Object> settings = Disk.kafka(broker);
        settings.put("acks", "all");
        settings.put("max.request.size", 4 << 20);
        settings.put("linger.ms", 0);
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            ProducerRecord<byte[], byte[]> record = new ProducerRecord<>("scale-forced", 0, null, new byte[bytes]);
            producer.send(record).get();
            Deque<Future<?>> open = new ArrayDeque<>();
            long start = System.nanoTime();
            for (int i = 0; i < count; i++) {
                open.add(producer.send(record));
                if (open.size() >= window) {
                    open.remove().get();
                }
            }
            for (Future<?> left : open) {
                left.get();
            }
            return count * 1e9 / (System.nanoTime() - start);
        }
    }
}
