package io.volok.bench.scale;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.LongPredicate;

/** Old data fetched from the disk, against plain reads of the same files, with the page cache emptied before each. */
final class ColdReads implements Subject {

    private static final String TOPIC = "scale-cold";
    private static final long BYTES = 1L << 30;
    private static final double MIB = 1 << 20;
    private static final int[] FETCH_KIB = {1_024, 4_096, 16_384};

    @Override
    public Table table() {
        return new Table("cold-reads", "KiB per fetch", Table.drawn("cold fetch MiB/s", "%,.0f"),
                Table.drawn("disk alone MiB/s", "%,.0f"), Table.drawn("warm fetch MiB/s", "%,.0f"),
                new Table.Column("CPU s per GiB cold", "%.2f", false));
    }

    @Override
    public void run(Broker broker, LongPredicate wanted, Table table) throws Exception {
        Disk.fill(broker, TOPIC, BYTES);
        List<Path> files = Disk.files(broker, TOPIC);
        for (int size : FETCH_KIB) {
            if (wanted.test(size)) {
                Disk.forget(files);
                double disk = Disk.read(files) / MIB;
                double warm = fetch(broker, size << 10) / MIB;
                Disk.forget(files);
                double cpu = broker.cpuSeconds();
                double cold = fetch(broker, size << 10) / MIB;
                table.add(broker, Integer.toString(size), cold, disk, warm,
                        (broker.cpuSeconds() - cpu) * (1L << 30) / BYTES);
            }
        }
    }

    private static double fetch(Broker broker, int maxBytes) throws IOException {
        try (LeanFetch fetch = new LeanFetch(broker, TOPIC, maxBytes)) {
            long start = System.nanoTime();
            long bytes = 0;
            for (int count = fetch.fetch(); count > 0; count = fetch.fetch()) {
                bytes += count;
            }
            return bytes * 1e9 / (System.nanoTime() - start);
        }
    }
}
