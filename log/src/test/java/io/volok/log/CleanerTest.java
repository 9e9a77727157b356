package io.volok.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.volok.codec.bytes.ByteWriter;
import io.volok.codec.record.BatchBuilder;
import io.volok.codec.record.Compressor;
import io.volok.codec.record.Decompressor;
import io.volok.codec.record.RecordBatch;
import io.volok.codec.record.RecordBody;
import io.volok.codec.record.RecordCursor;
import io.volok.codec.record.RecordView;
import io.volok.log.CompactionView.AbortedTransaction;
import io.volok.log.store.LogFailed;
import io.volok.log.store.LogId;
import io.volok.log.store.SegmentStore;
import io.volok.log.store.file.DataDirectory;
import io.volok.log.store.file.FileSegmentStore;
import io.volok.log.store.file.StoreListener;
import io.volok.log.store.memory.MemorySegmentStore;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CleanerTest {

    private static final LogId ID = new LogId("topics", "table-0");
    private static final long DELETE_RETENTION_MS = 1000;
    private static final byte[] ABORT = {0, 0, 0, 0};
    private static final byte[] COMMIT = {0, 0, 0, 1};

    private final MemorySegmentStore memory = new MemorySegmentStore(1);
    private final ManualOwner owner = new ManualOwner();
    private final ManualOwner background = new ManualOwner();
    private final Cleaner cleaner = new Cleaner(background, Decompressor.NONE, Compressor.NONE, 1 << 20);
    private final List<CompactionReport> reports = new ArrayList<>();
    private LogConfig config = LogConfig.DEFAULT.withSegmentBytes(1000).withFileDeleteDelayMs(0)
            .withCompaction(new LogConfig.Compaction(true, 0, 0, Long.MAX_VALUE, DELETE_RETENTION_MS));
    private CompactionView view = CompactionView.PLAIN;
    private SegmentStore store = memory;
    private Log log;

    private void open() {
        log = Log.open(store, ID, config, owner);
    }

    private void put(String key, String value, long timestamp) {
        log.append(Batches.keyed(log.endOffset(), timestamp, key, value), log.endOffset(), log.endOffset(), timestamp);
    }

    private void batch(long producerId, int attributes, byte[]... keysAndValues) {
        BatchBuilder builder = new BatchBuilder().begin(log.endOffset(), 1).attributes(attributes);
        if (producerId >= 0) {
            builder.producer(producerId, 0, 0);
        }
        for (int i = 0; i < keysAndValues.length; i += 2) {
            builder.append(1, RecordBody.of(keysAndValues[i], keysAndValues[i + 1]));
        }
        builder.finish();
        int count = keysAndValues.length / 2;
        log.append(ByteBuffer.wrap(builder.toByteArray()), log.endOffset(), log.endOffset() + count - 1, 1);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private boolean clean(long nowMs) {
        if (!cleaner.cleanIfDue(log, nowMs, view, reports::add)) {
            return false;
        }
        int before = reports.size();
        owner.runUntil(() -> {
            background.runAll();
            return reports.size() > before;
        });
        assertThat(reports.getLast().failure()).isNull();
        return true;
    }

    /** Offset to "key=value" of all records; markers and empty batches appear as such. */
    private Map<Long, String> content() {
        return content(new RecordCursor());
    }

    private Map<Long, String> content(RecordCursor cursor) {
        Map<Long, String> found = new TreeMap<>();
        long offset = log.startOffset();
        while (offset < log.endOffset()) {
            LogSlice slice = log.read(offset, 100_000);
            if (slice.length() == 0) {
                break;
            }
            ByteBuffer bytes = ByteBuffer.allocate(slice.length());
            slice.readInto(bytes);
            slice.release();
            bytes.flip();
            RecordView record = new RecordView();
            for (int at = 0; at < bytes.limit(); at += RecordBatch.size(bytes, at)) {
                RecordBatch.check(bytes, at, bytes.limit());
                if (RecordBatch.count(bytes, at) == 0) {
                    found.put(RecordBatch.lastOffset(bytes, at), "empty");
                }
                cursor.open(bytes, at, at + RecordBatch.size(bytes, at));
                while (cursor.next(record)) {
                    found.put(record.offset(), record.isControl() ? "marker"
                            : text(record.key()) + "=" + text(record.value()));
                }
                offset = RecordBatch.endOffset(bytes, at);
            }
        }
        found.keySet().removeIf(at -> at < log.startOffset());
        return found;
    }

    private static String text(ByteBuffer bytes) {
        return bytes == null ? "null" : StandardCharsets.UTF_8.decode(bytes).toString();
    }

    @Test
    void onlyTheLastRecordOfAKeyStaysAndOffsetsStay() {
        open();
        for (int i = 0; i < 100; i++) {
            put("k" + i % 5, "v" + i, 1);
        }
        log.roll();
        int before = log.segmentCount();
        assertThat(clean(10)).isTrue();
        assertThat(content()).containsExactlyInAnyOrderEntriesOf(Map.of(95L, "k0=v95", 96L, "k1=v96", 97L, "k2=v97",
                98L, "k3=v98", 99L, "k4=v99"));
        assertThat(log.startOffset()).isZero();
        assertThat(log.endOffset()).isEqualTo(100);
        assertThat(clean(10)).as("nothing new").isFalse();
        put("k0", "new", 2);
        log.roll();
        assertThat(clean(10)).isTrue();
        assertThat(content()).hasSize(5).containsEntry(100L, "k0=new").doesNotContainKey(95L);
        assertThat(log.segmentCount()).as("small neighbours were merged").isLessThan(before);
    }

    @Test
    void theOpenSegmentIsLeftAlone() {
        open();
        put("a", "1", 1);
        put("a", "2", 1);
        assertThat(clean(10)).isFalse();
    }

    @Test
    void keylessRecordsGo() {
        open();
        put(null, "x", 1);
        put("a", "1", 1);
        log.roll();
        clean(10);
        assertThat(content()).containsOnly(Map.entry(1L, "a=1"));
    }

    @Test
    void tombstonesStayForTheirTime() {
        open();
        put("a", "1", 1);
        put("a", null, 2);
        put("b", "1", 3);
        log.roll();
        clean(100);
        assertThat(content()).containsOnly(Map.entry(1L, "a=null"), Map.entry(2L, "b=1"));
        put("c", "1", 4);
        log.roll();
        clean(100 + DELETE_RETENTION_MS - 1);
        assertThat(content()).containsKey(1L);
        put("c", "2", 5);
        log.roll();
        clean(100 + DELETE_RETENTION_MS);
        assertThat(content()).containsOnly(Map.entry(2L, "b=1"), Map.entry(4L, "c=2"));
    }

    @Test
    void theRatioAndTheLagsDecide() {
        config = config.withCompaction(new LogConfig.Compaction(true, 0.5, 100, 10_000, DELETE_RETENTION_MS));
        open();
        for (int i = 0; i < 30; i++) {
            put("k" + i, "v", 1000);
        }
        log.roll();
        assertThat(clean(1099)).as("too young").isFalse();
        assertThat(clean(1100)).isTrue();
        put("k0", "w", 2000);
        log.roll();
        assertThat(clean(5000)).as("too little").isFalse();
        assertThat(clean(12_001)).as("overdue").isTrue();
        assertThat(content()).hasSize(30).containsEntry(30L, "k0=w");
    }

    @Test
    void abortedDataGoesAndMarkersFollowLater() {
        open();
        int transactional = RecordBatch.TRANSACTIONAL;
        batch(7, transactional, bytes("a"), bytes("aborted"));
        batch(8, transactional, bytes("b"), bytes("committed"));
        batch(7, transactional | RecordBatch.CONTROL, ABORT, bytes(""));
        batch(8, transactional | RecordBatch.CONTROL, COMMIT, bytes(""));
        put("a", "plain", 1);
        log.roll();
        view = new View(List.of(new AbortedTransaction(7, 0, 2)), List.of());
        clean(100);
        assertThat(content())
                .containsOnly(Map.entry(1L, "b=committed"), Map.entry(2L, "marker"), Map.entry(3L, "marker"),
                Map.entry(4L, "a=plain"));
        put("b", "later", 1);
        log.roll();
        clean(200);
        assertThat(content()).containsOnlyKeys(2L, 3L, 4L, 5L);
        put("c", "1", 1);
        log.roll();
        clean(300 + DELETE_RETENTION_MS);
        assertThat(content().keySet()).as("abort marker had a horizon, commit marker gets one")
                .containsExactly(3L, 4L, 5L, 6L);
        put("c", "2", 1);
        log.roll();
        clean(400 + 2 * DELETE_RETENTION_MS);
        assertThat(content().keySet()).containsExactly(4L, 5L, 7L);
    }

    @Test
    void theLastBatchOfAProducerStaysAsAHeader() {
        open();
        batch(7, 0, bytes("a"), bytes("1"), bytes("a"), bytes("2"));
        batch(7, 0, bytes("a"), bytes("3"));
        put("a", "4", 1);
        log.roll();
        view = new View(List.of(), List.of(2L));
        clean(100);
        assertThat(content()).containsOnly(Map.entry(2L, "empty"), Map.entry(3L, "a=4"));
        put("b", "1", 1);
        log.roll();
        view = CompactionView.PLAIN;
        clean(100);
        assertThat(content()).containsOnlyKeys(3L, 4L);
    }

    @Test
    void whatIsLeftOfACompressedBatchKeepsItsCompression() throws IOException {
        open();
        BatchBuilder builder = new BatchBuilder().begin(0, 5);
        builder.append(5, RecordBody.of(bytes("a"), bytes("1")));
        builder.append(6, RecordBody.of(bytes("b"), bytes("2")));
        builder.finish();
        log.append(gzip(builder.toByteArray()), 0, 1, 6);
        put("a", "3", 7);
        log.roll();
        Cleaner gzipCleaner = new Cleaner(background, CleanerTest::gunzip, CleanerTest::gzip, 1 << 20);
        assertThat(gzipCleaner.cleanIfDue(log, 10, view, reports::add)).isTrue();
        owner.runUntil(() -> {
            background.runAll();
            return !reports.isEmpty();
        });
        assertThat(reports.getLast().failure()).isNull();
        ByteBuffer left = ByteBuffer.allocate(1000);
        log.readInto(0, left);
        assertThat(RecordBatch.compression(left.flip(), 0)).isEqualTo(1);
        assertThat(RecordBatch.count(left, 0)).isEqualTo(1);
        RecordBatch.check(left, 0, left.limit());
        assertThat(content(new RecordCursor(CleanerTest::gunzip)))
                .containsOnly(Map.entry(1L, "b=2"), Map.entry(2L, "a=3"));
        assertThat(log.offsetForTimestamp(6)).contains(new TimestampOffset(6, 0));
    }

    private static ByteBuffer gzip(byte[] batch) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(batch, 0, RecordBatch.HEADER_BYTES);
        ByteWriter records = new ByteWriter(100);
        gzip(1, ByteBuffer.wrap(batch, RecordBatch.HEADER_BYTES, batch.length - RecordBatch.HEADER_BYTES), records);
        out.write(records.toByteArray());
        ByteBuffer compressed = ByteBuffer.wrap(out.toByteArray());
        compressed.putInt(8, compressed.capacity() - RecordBatch.LOG_OVERHEAD).putShort(21, (short) 1);
        RecordBatch.renewCrc(compressed, 0);
        return compressed;
    }

    private static void gzip(int compression, ByteBuffer records, ByteWriter out) {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
            gzip.write(records.array(), records.arrayOffset() + records.position(), records.remaining());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        out.bytes(compressed.toByteArray());
    }

    private static ByteBuffer gunzip(int compression, ByteBuffer input, int maxBytes) {
        byte[] bytes = new byte[input.remaining()];
        input.get(bytes);
        try (GZIPInputStream gzip = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
            return ByteBuffer.wrap(gzip.readAllBytes());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Test
    void unstableOffsetsAreLeftAlone() {
        open();
        put("a", "1", 1);
        put("a", "2", 1);
        log.roll();
        put("a", "3", 1);
        log.roll();
        view = new View(List.of(), List.of()) {
            @Override
            public long stableEndOffset() {
                return 2;
            }
        };
        clean(100);
        assertThat(content()).containsOnlyKeys(1L, 2L);
    }

    @Test
    void aSmallKeyMapTakesSeveralPasses() {
        Cleaner small = new Cleaner(background, Decompressor.NONE, Compressor.NONE, 0);
        open();
        for (int i = 0; i < 3000; i++) {
            put("k" + i % 1500, "v" + i, 1);
        }
        log.roll();
        int passes = 0;
        while (small.cleanIfDue(log, 10, view, reports::add)) {
            int before = reports.size();
            owner.runUntil(() -> {
                background.runAll();
                return reports.size() > before;
            });
            assertThat(reports.getLast().failure()).isNull();
            passes++;
        }
        assertThat(passes).isGreaterThan(1);
        assertThat(content()).hasSize(1500).containsKeys(1500L, 2999L);
    }

    @Test
    void readersKeepWhatTheyHaveAndCutsEndThePass() {
        open();
        for (int i = 0; i < 50; i++) {
            put("k", "v" + i, 1);
        }
        log.roll();
        LogSlice slice = log.read(0, 100_000);
        clean(10);
        ByteBuffer bytes = ByteBuffer.allocate(slice.length());
        assertThat(slice.readInto(bytes)).isEqualTo(slice.length());
        slice.release();
        put("k", "x", 1);
        put("k", "y", 1);
        log.roll();
        assertThat(cleaner.cleanIfDue(log, 10, view, reports::add)).isTrue();
        assertThat(cleaner.cleanIfDue(log, 10, view, reports::add)).as("one at a time").isFalse();
        owner.runAll();
        log.truncateTo(51);
        background.runAll();
        owner.runAll();
        assertThat(content()).containsOnlyKeys(49L, 50L);
    }

    @Test
    void compactionInMemoryKeepsTheTable() {
        for (long seed = 0; seed < 20; seed++) {
            MemorySegmentStore disk = new MemorySegmentStore(seed);
            store = disk;
            MemorySegmentStore.Crash kind = seed % 2 == 0 ? MemorySegmentStore.Crash.PROCESS
                    : MemorySegmentStore.Crash.POWER;
            randomRun(seed, () -> disk.crash(kind));
        }
    }

    @Test
    void compactionInFilesKeepsTheTable(@TempDir Path path) {
        for (long seed = 0; seed < 1; seed++) {
            try (DataDirectory directory = DataDirectory.open(path.resolve("d" + seed), "c");
                    FileSegmentStore files = FileSegmentStore.open(directory, 10, new Failing())) {
                store = files;
                randomRun(seed, () -> { });
                log.close();
            }
        }
    }

    /**
     * Puts and deletes at random, with passes, trims and crashes in between: the table of the last values must not
     * change.
     */
    private void randomRun(long seed, Runnable crash) {
        Random random = new Random(seed);
        Map<String, String> table = new HashMap<>();
        long now = 1000;
        owner.forget();
        open();
        for (int step = 0; step < 300; step++) {
            now += random.nextInt(50);
            String key = "k" + random.nextInt(20);
            String value = random.nextInt(5) == 0 ? null : "v" + step;
            put(key, value, now);
            table.put(key, value == null ? "null" : value);
            switch (random.nextInt(12)) {
                case 0 -> log.roll();
                case 1, 2 -> clean(now);
                case 3 -> {
                    cleaner.cleanIfDue(log, now, view, reports::add);
                    owner.runAll();
                    if (random.nextBoolean()) {
                        background.runAll();
                    }
                    log.flush(() -> { });
                    owner.runAll();
                    crash.run();
                    owner.forget();
                    open();
                    background.runAll();
                    owner.forget();
                }
                case 4 -> {
                    log.close();
                    open();
                }
                default -> {
                    continue;
                }
            }
            checkTable(seed, table);
        }
    }

    private void checkTable(long seed, Map<String, String> table) {
        Map<String, String> seen = new HashMap<>();
        content().values().forEach(entry -> seen.put(entry.substring(0, entry.indexOf('=')),
                entry.substring(entry.indexOf('=') + 1)));
        // A deleted key may have its tombstone still, or be gone.
        Map<String, String> expected = new HashMap<>(table);
        expected.keySet().removeIf(key -> expected.get(key).equals("null") && !seen.containsKey(key));
        assertThat(seen).as("seed %d", seed).isEqualTo(expected);
    }

    /** A view for tests. */
    private static class View implements CompactionView {
        private final List<AbortedTransaction> aborted;
        private final List<Long> lastOffsets;

        View(List<AbortedTransaction> aborted, List<Long> lastOffsets) {
            this.aborted = aborted;
            this.lastOffsets = lastOffsets;
        }

        @Override
        public long stableEndOffset() {
            return Long.MAX_VALUE;
        }

        @Override
        public List<AbortedTransaction> aborted(long fromOffset, long toOffset) {
            return aborted;
        }

        @Override
        public boolean isLastOfProducer(long producerId, short producerEpoch, long lastOffset, boolean control) {
            return lastOffsets.contains(lastOffset);
        }
    }

    private static final class Failing implements StoreListener {
        @Override
        public void forceFailed(LogFailed failure) {
            throw failure;
        }

        @Override
        public void unlinkFailed(Path file, IOException cause) {
            throw new AssertionError(cause);
        }
    }
}
