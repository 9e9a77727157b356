package io.volok.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.volok.log.store.AppendFailed;
import io.volok.log.store.DiskFull;
import io.volok.log.store.LogFailed;
import io.volok.log.store.LogId;
import io.volok.log.store.SegmentStore;
import io.volok.log.store.file.DataDirectory;
import io.volok.log.store.file.FileSegmentStore;
import io.volok.log.store.file.StoreListener;
import io.volok.log.store.memory.MemorySegmentStore;
import io.volok.log.store.memory.MemorySegmentStore.Crash;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Random commands to a log and to a naive list; both must agree after every step. */
final class LogModelTest {

    private static final LogId ID = new LogId("topics", "orders-0");

    /** One run, from one seed. */
    private abstract static class Run {
        final Random random;
        final ManualOwner owner = new ManualOwner();
        final LogModel model = new LogModel();
        SegmentStore store;
        LogConfig config;
        Log log;
        long clock = 1000;
        long readerOffset;

        Run(long seed) {
            random = new Random(seed);
            config = LogConfig.DEFAULT
                    .withSegments(new LogConfig.Segments(500 + random.nextInt(4000), 2000, 100, 400,
                    random.nextInt(600)))
                    .withFileDeleteDelayMs(0);
        }

        abstract void crash();

        void open() {
            log = Log.open(store, ID, config, owner);
        }

        void run(int steps) {
            open();
            for (int step = 0; step < steps; step++) {
                step();
                model.checkEnds(log);
                look();
            }
        }

        private void look() {
            long span = model.endOffset - model.startOffset;
            long offset = model.startOffset - 1 + random.nextLong(span + 3);
            long endMax = random.nextInt(4) == 0 ? model.startOffset + random.nextLong(span + 2) : Long.MAX_VALUE;
            model.checkRead(log, offset, random.nextInt(2000), endMax);
            model.checkReadInto(log, model.startOffset + random.nextLong(span + 1), 50 + random.nextInt(1000));
            boolean inLog = readerOffset >= model.startOffset && readerOffset <= model.endOffset;
            readerOffset = model.checkReadInto(log, inLog ? readerOffset
                    : model.startOffset, 200 + random.nextInt(3000));
            model.checkTimestamp(log, clock - random.nextInt(3000));
        }

        private void step() {
            switch (random.nextInt(20)) {
                case 0 -> log.roll();
                case 1 -> trim();
                case 2 -> retain();
                case 3 -> truncate();
                case 4 -> restart();
                case 5 -> crash();
                case 6 -> reconfigure();
                case 7, 8 -> owner.runAll();
                case 9 -> flush();
                default -> append();
            }
        }

        void append() {
            int count = 1 + random.nextInt(3);
            ByteBuffer[] batches = new ByteBuffer[count];
            long next = model.endOffset;
            long max = -1;
            LogModel.Batch[] added = new LogModel.Batch[count];
            for (int i = 0; i < count; i++) {
                clock += random.nextInt(200) - 50;
                int records = 1 + random.nextInt(4);
                batches[i] = Batches.batch(next, records, clock, random.nextInt(200));
                added[i] = new LogModel.Batch(next, next + records - 1, clock, batches[i]);
                next += records;
                max = Math.max(max, clock);
            }
            try {
                log.append(Batches.concat(batches), model.endOffset, next - 1, max);
            } catch (DiskFull full) {
                return;
            } catch (AppendFailed failed) {
                // Some of its batches may have reached the disk whole.
                List.of(added).forEach(model::append);
                crash();
                takeOverEnd();
                return;
            }
            List.of(added).forEach(model::append);
            long end = model.endOffset;
            if (config.durability() == Durability.FSYNC) {
                log.whenDurable(end, () -> promise(end));
            }
        }

        private void promise(long end) {
            if (end <= model.endOffset) {
                model.promisedEnd = Math.max(model.promisedEnd, end);
            }
        }

        private void flush() {
            long end = model.endOffset;
            log.flush(() -> promise(end));
        }

        private void trim() {
            long offset = model.startOffset + random.nextLong(model.endOffset - model.startOffset + 1);
            log.trimTo(offset);
            model.trimTo(offset);
        }

        private void retain() {
            log.configure(config.withRetention(new LogConfig.Retention(
                    random.nextBoolean() ? random.nextInt(20_000) : -1, random.nextBoolean() ? random.nextInt(5000)
                    : -1)));
            log.applyRetention(clock);
            assertThat(log.startOffset()).isBetween(model.startOffset, model.endOffset);
            model.trimTo(log.startOffset());
        }

        private void truncate() {
            if (!model.batches.isEmpty() && random.nextInt(3) == 0) {
                owner.runAll();
                long offset = model.batches.get(random.nextInt(model.batches.size())).first();
                model.promisedEnd = Math.min(model.promisedEnd, offset);
                try {
                    log.truncateTo(offset);
                    model.truncateTo(offset);
                } catch (LogFailed failed) {
                    // A segment could not be copied: the log is somewhere between, and goes on from there.
                    crash();
                    takeOverEnd();
                }
            }
        }

        private void reconfigure() {
            owner.runAll();
            config = config.withDurability(random.nextBoolean() ? Durability.FSYNC : Durability.OS);
            log.configure(config);
        }

        private void restart() {
            log.close();
            owner.forget();
            open();
            assertThat(log.recovery()).isEqualTo(RecoveryReport.CLEAN);
        }

        /** With forced appends a trim is remembered only when what was appended before it is on the disk. */
        void trimAgain() {
            assertThat(log.startOffset()).isLessThanOrEqualTo(Math.max(model.startOffset, log.endOffset()));
            if (log.startOffset() < model.startOffset) {
                log.trimTo(model.startOffset);
            }
        }

        /** After a crash the end may be anywhere from what was promised to what was there, at a batch's end. */
        void takeOverEnd() {
            assertThat(log.endOffset()).isBetween(model.promisedEnd, model.endOffset);
            model.truncateTo(log.endOffset());
            if (model.endOffset == model.startOffset) {
                // What had been trimmed within a batch stays trimmed, also if the batch is gone.
                model.batches.clear();
            } else {
                assertThat(model.batches.getLast().last() + 1).isEqualTo(model.endOffset);
            }
        }
    }

    private static final class MemoryRun extends Run {
        private final MemorySegmentStore memory;

        MemoryRun(long seed) {
            super(seed);
            memory = new MemorySegmentStore(seed);
            memory.faults().failAppends(seed % 3 == 0 ? 0.05 : 0);
            memory.faults().capacityBytes(seed % 5 == 0 ? 20_000 : Long.MAX_VALUE);
            store = memory;
        }

        @Override
        void crash() {
            boolean power = random.nextBoolean();
            memory.crash(power ? Crash.POWER : Crash.PROCESS);
            owner.forget();
            open();
            if (power) {
                takeOverEnd();
            }
            trimAgain();
        }
    }

    private static final class FileRun extends Run implements StoreListener {
        private final Path path;
        private DataDirectory directory;

        FileRun(long seed, Path path) {
            super(seed);
            this.path = path;
            openStore();
        }

        private void openStore() {
            directory = DataDirectory.open(path, "cluster");
            store = FileSegmentStore.open(directory, 4, this);
        }

        @Override
        void crash() {
            owner.forget();
            if (random.nextInt(3) == 0) {
                store.close();
                directory.close();
                openStore();
            }
            open();
            trimAgain();
        }

        @Override
        public void forceFailed(LogFailed failure) {
            throw failure;
        }

        @Override
        public void unlinkFailed(Path file, IOException cause) {
            throw new AssertionError(cause);
        }

        void close() {
            log.close();
            store.close();
            directory.close();
        }
    }

    @Test
    void theLogInMemoryIsTheList() {
        for (long seed = Integer.getInteger("volok.seed", 0); seed < Integer.getInteger("volok.seeds", 300); seed++) {
            runOne(seed, new MemoryRun(seed), 150);
        }
    }

    @Test
    void theLogInFilesIsTheList(@TempDir Path path) {
        for (long seed = 0; seed < 8; seed++) {
            FileRun run = new FileRun(seed, path.resolve("data-" + seed));
            runOne(seed, run, 150);
            run.close();
        }
    }

    private static void runOne(long seed, Run run, int steps) {
        try {
            run.run(steps);
        } catch (AssertionError | RuntimeException failed) {
            throw new AssertionError("seed " + seed, failed);
        }
    }
}
