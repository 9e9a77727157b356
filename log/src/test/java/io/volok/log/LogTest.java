package io.volok.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.volok.codec.record.RecordBatch;
import io.volok.log.store.AppendFailed;
import io.volok.log.store.CorruptLog;
import io.volok.log.store.DiskFull;
import io.volok.log.store.LogId;
import io.volok.log.store.memory.MemorySegmentStore;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LogTest {

    private static final LogId ID = new LogId("topics", "orders-0");

    private final MemorySegmentStore store = new MemorySegmentStore(1);
    private final ManualOwner owner = new ManualOwner();
    private LogConfig config = LogConfig.DEFAULT.withSegmentBytes(2000).withFileDeleteDelayMs(0);
    private Log log;

    private Log open() {
        log = Log.open(store, ID, config, owner);
        return log;
    }

    private void append(int count, long timestamp) {
        ByteBuffer batch = Batches.batch(log.endOffset(), count, timestamp, 100);
        log.append(batch, log.endOffset(), log.endOffset() + count - 1, timestamp);
    }

    private long firstOffsetAt(long offset) {
        LogSlice slice = log.read(offset, 1);
        ByteBuffer bytes = ByteBuffer.allocate(slice.length());
        slice.readInto(bytes);
        slice.release();
        return RecordBatch.baseOffset(bytes, 0);
    }

    @Test
    void anEmptyLogHasNothing() {
        open();
        assertThat(log.startOffset()).isZero();
        assertThat(log.endOffset()).isZero();
        assertThat(log.read(0, 100)).isSameAs(LogSlice.EMPTY);
        assertThat(log.offsetForTimestamp(0)).isEmpty();
        assertThat(log.maxTimestamp()).isEmpty();
        assertThatThrownBy(() -> log.read(1, 100)).isInstanceOf(OffsetOutOfRange.class);
    }

    @Test
    void findsEveryBatchOfASealedSegmentWithABigAndUnevenIndex() {
        config = config.withSegments(new LogConfig.Segments(1 << 24, LogConfig.UNLIMITED, 0, 1 << 20, 1));
        open();
        for (int i = 0; i < 3000; i++) {
            append(i < 1500 ? 1 : 1 + i % 7, 1000 + i);
        }
        long end = log.endOffset();
        log.roll();
        append(1, 9000);
        List<Long> starts = new ArrayList<>();
        for (long offset = 0; offset < end; offset++) {
            long start = firstOffsetAt(offset);
            assertThat(start).isBetween(Math.max(0, offset - 6), offset);
            if (starts.isEmpty() || starts.getLast() != start) {
                starts.add(start);
            }
        }
        assertThat(starts).hasSize(3000);
        for (int i = 0; i < 3000; i += 100) {
            assertThat(log.offsetForTimestamp(1000 + i).orElseThrow().offset()).isEqualTo(starts.get(i));
        }
    }

    @Test
    void readStartsWithTheBatchThatContainsTheOffset() {
        open();
        for (int i = 0; i < 20; i++) {
            append(3, 1000 + i);
        }
        assertThat(log.segmentCount()).isGreaterThan(2);
        for (long offset = 0; offset < 60; offset++) {
            assertThat(firstOffsetAt(offset)).isEqualTo(offset / 3 * 3);
        }
        assertThat(log.read(60, 100)).isSameAs(LogSlice.EMPTY);
    }

    @Test
    void readStopsBelowAnEndOffset() {
        open();
        append(3, 1);
        append(3, 2);
        append(3, 3);
        int one = Batches.batch(0, 3, 1, 100).remaining();
        assertThat(log.read(0, 10_000, 9).length()).isEqualTo(3 * one);
        assertThat(log.read(0, 10_000, 6).length()).isEqualTo(2 * one);
        assertThat(log.read(0, 10_000, 5).length()).isEqualTo(one);
        assertThat(log.read(0, 10_000, 3).length()).isEqualTo(one);
        assertThat(log.read(0, 10_000, 2).length()).isZero();
        assertThat(log.read(3, 1, 9).length()).isEqualTo(one);
        assertThat(log.read(3, one + 5, 9).length()).isEqualTo(one + 5);
    }

    @Test
    void readIntoSaysHowMuchItNeeds() {
        open();
        append(3, 1);
        int one = Batches.batch(0, 3, 1, 100).remaining();
        assertThat(log.readInto(0, ByteBuffer.allocate(10))).isEqualTo(-one);
        assertThat(log.readInto(0, ByteBuffer.allocate(one))).isEqualTo(one);
        assertThat(log.readInto(3, ByteBuffer.allocate(one))).isZero();
    }

    @Test
    void timestampsAreFoundAcrossSegments() {
        open();
        for (int i = 0; i < 30; i++) {
            append(1, 1000 + i * 10);
        }
        for (int ask = 1000; ask <= 1290; ask++) {
            long expected = (ask - 1000 + 9) / 10;
            assertThat(log.offsetForTimestamp(ask).orElseThrow())
                    .isEqualTo(new TimestampOffset(1000 + expected * 10, expected));
        }
        assertThat(log.offsetForTimestamp(1291)).isEmpty();
        assertThat(log.offsetForTimestamp(0).orElseThrow().offset()).isZero();
        assertThat(log.maxTimestamp()).contains(new TimestampOffset(1290, 29));
    }

    @Test
    void theSegmentRollsByAge() {
        config = config.withSegments(new LogConfig.Segments(1 << 20, 100, 0, 1000, 10));
        open();
        append(1, 1000);
        append(1, 1100);
        assertThat(log.segmentCount()).isEqualTo(1);
        append(1, 1101);
        assertThat(log.segmentCount()).isEqualTo(2);
    }

    @Test
    void theSegmentRollsWhenItsIndexIsFull() {
        config = config.withSegments(new LogConfig.Segments(1 << 20, -1, 0, 3 * OffsetIndex.ENTRY_BYTES, 10));
        open();
        for (int i = 0; i < 10; i++) {
            append(1, 1);
        }
        assertThat(log.segmentCount()).isGreaterThan(2);
    }

    @Test
    void retentionBySizeKeepsAtLeastThatMuch() {
        config = config.withRetention(new LogConfig.Retention(5000, -1));
        open();
        for (int i = 0; i < 100; i++) {
            append(1, 1);
        }
        int removed = log.applyRetention(1);
        assertThat(removed).isPositive();
        assertThat(log.sizeBytes()).isBetween(5000L, 7000L);
        assertThat(log.startOffset()).isEqualTo(firstOffsetAt(log.startOffset())).isPositive();
        assertThat(log.applyRetention(1)).isZero();
    }

    @Test
    void retentionByTimeAlsoRemovesTheOpenSegmentAndTheEndStays() {
        config = config.withRetention(new LogConfig.Retention(-1, 100));
        open();
        for (int i = 0; i < 30; i++) {
            append(1, 1000 + i);
        }
        assertThat(log.applyRetention(1100)).isZero();
        assertThat(log.applyRetention(1130)).isPositive();
        assertThat(log.segmentCount()).isZero();
        assertThat(log.startOffset()).isEqualTo(30);
        log.close();
        open();
        assertThat(log.endOffset()).isEqualTo(30);
        append(1, 5000);
        assertThat(firstOffsetAt(30)).isEqualTo(30);
    }

    @Test
    void trimmedOffsetsAreGoneForGood() {
        open();
        for (int i = 0; i < 50; i++) {
            append(1, 1);
        }
        long end = log.firstSegmentEndOffset();
        log.trimTo(end - 1);
        int before = log.segmentCount();
        log.trimTo(end);
        assertThat(log.segmentCount()).isEqualTo(before - 1);
        assertThatThrownBy(() -> log.read(end - 1, 10)).isInstanceOf(OffsetOutOfRange.class);
        log.trimTo(end + 1);
        log.close();
        assertThat(open().startOffset()).isEqualTo(end + 1);
        log.trimTo(log.endOffset());
        assertThat(log.segmentCount()).isZero();
        assertThatThrownBy(() -> log.trimTo(log.endOffset() + 1)).isInstanceOf(OffsetOutOfRange.class);
    }

    @Test
    void aTrimOfAForcedLogWaitsForWhatWasAppendedBeforeIt() {
        config = config.withDurability(Durability.FSYNC);
        open();
        for (int i = 0; i < 50; i++) {
            append(1, 1);
        }
        int before = log.segmentCount();
        log.trimTo(40);
        assertThat(log.startOffset()).isEqualTo(40);
        assertThat(log.segmentCount()).isEqualTo(before);
        store.crash(MemorySegmentStore.Crash.PROCESS);
        owner.forget();
        assertThat(open().startOffset()).isZero();
        log.trimTo(40);
        owner.runAll();
        assertThat(log.segmentCount()).isLessThan(before);
        store.crash(MemorySegmentStore.Crash.PROCESS);
        assertThat(open().startOffset()).isEqualTo(40);
    }

    @Test
    void sliceOutlivesTheSegment() {
        open();
        for (int i = 0; i < 50; i++) {
            append(1, 1);
        }
        LogSlice slice = log.read(0, 100);
        log.trimTo(40);
        ByteBuffer bytes = ByteBuffer.allocate(slice.length());
        assertThat(slice.retain().readInto(bytes)).isEqualTo(slice.length());
        slice.release();
        slice.release();
        assertThatThrownBy(() -> slice.readInto(bytes.clear())).isInstanceOf(RuntimeException.class);
        assertThatThrownBy(slice::release).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void truncationReachesIntoSealedSegments() {
        open();
        for (int i = 0; i < 50; i++) {
            append(2, 1000 + i);
        }
        assertThatThrownBy(() -> log.truncateTo(99)).isInstanceOf(IllegalArgumentException.class);
        for (int end = 98; end > 0; end -= 14) {
            log.truncateTo(end);
            assertThat(log.endOffset()).isEqualTo(end);
            assertThat(log.maxTimestamp().orElseThrow().timestamp()).isEqualTo(1000 + end / 2 - 1);
            append(2, 2000);
            assertThat(firstOffsetAt(end)).isEqualTo(end);
            log.truncateTo(end);
            log.close();
            open();
            assertThat(log.endOffset()).isEqualTo(end);
        }
        log.truncateTo(0);
        assertThat(log.segmentCount()).isZero();
    }

    @Test
    void osDurabilityIsImmediateAndFsyncWaits() {
        open();
        List<String> done = new ArrayList<>();
        append(1, 1);
        log.whenDurable(1, () -> done.add("os"));
        log.flush(() -> done.add("flushed"));
        assertThat(done).containsExactly("os");
        owner.runAll();
        log.configure(config.withDurability(Durability.FSYNC));
        append(1, 1);
        log.whenDurable(2, () -> done.add("first"));
        append(1, 1);
        log.whenDurable(3, () -> done.add("second"));
        assertThat(log.durableEndOffset()).isEqualTo(1);
        owner.runAll();
        assertThat(done).containsExactly("os", "flushed", "first", "second");
        assertThat(log.durableEndOffset()).isEqualTo(3);
        log.whenDurable(3, () -> done.add("at once"));
        assertThat(done).endsWith("at once");
    }

    @Test
    void flushMessagesForcesEverySoManyAndFlushMsByTime() {
        config = config.withFlush(new LogConfig.Flush(3, 100));
        open();
        append(1, 1);
        append(1, 1);
        assertThat(owner.runAll()).isZero();
        append(1, 1);
        assertThat(owner.runAll()).isEqualTo(1);
        append(1, 1);
        log.tick(1000);
        log.tick(1099);
        assertThat(owner.runAll()).isZero();
        log.tick(1100);
        assertThat(owner.runAll()).isEqualTo(1);
        log.tick(5000);
        log.tick(6000);
        assertThat(owner.runAll()).isZero();
    }

    @Test
    void aFailedAppendLeavesTheLogAsItWas() {
        open();
        append(1, 1);
        store.faults().capacityBytes(store.usedBytes() + 10);
        assertThatThrownBy(() -> append(1, 1)).isInstanceOf(DiskFull.class);
        assertThat(log.endOffset()).isEqualTo(1);
        store.faults().capacityBytes(Long.MAX_VALUE);
        append(1, 1);
        assertThat(firstOffsetAt(1)).isEqualTo(1);
        store.faults().tearNextAppend();
        assertThatThrownBy(() -> append(1, 1)).isInstanceOf(AppendFailed.class);
        assertThat(log.endOffset()).isEqualTo(2);
        open();
        assertThat(log.endOffset()).isEqualTo(2);
        append(1, 1);
        assertThat(firstOffsetAt(2)).isEqualTo(2);
    }

    @Test
    void damageInTheMiddleIsReportedWithItsPlace() {
        open();
        for (int i = 0; i < 5; i++) {
            append(1, 1);
        }
        int one = Batches.batch(0, 1, 1, 100).remaining();
        store.crash(MemorySegmentStore.Crash.PROCESS);
        store.damage(ID, 0, 2 * one + 100);
        assertThatThrownBy(this::open).isInstanceOfSatisfying(CorruptLog.class, corrupt -> {
            assertThat(corrupt.log()).isEqualTo(ID);
            assertThat(corrupt.segmentBaseOffset()).isZero();
            assertThat(corrupt.position()).isEqualTo(2L * one);
            assertThat(corrupt).hasMessageContaining("topics/orders-0").hasMessageContaining(String.valueOf(2 * one));
        });
    }

    @Test
    void anyFlippedByteOfTheLastBatchCutsItAndNothingElse() {
        int one = Batches.batch(0, 1, 1, 100).remaining();
        for (int at = 0; at < one; at++) {
            MemorySegmentStore fresh = new MemorySegmentStore(at);
            Log written = Log.open(fresh, ID, config, owner);
            for (int i = 0; i < 3; i++) {
                written.append(Batches.batch(i, 1, 1, 100), i, i, 1);
            }
            fresh.crash(MemorySegmentStore.Crash.PROCESS);
            fresh.damage(ID, 0, 2 * one + at);
            boolean leaderEpoch = at >= 12 && at < 16;
            if (!leaderEpoch) {
                assertThat(Log.open(fresh, ID, config, owner).endOffset()).as("byte %d", at).isEqualTo(2);
            }
        }
    }

    @Test
    void anyFlippedByteInTheMiddleIsNoticed() {
        int one = Batches.batch(0, 1, 1, 100).remaining();
        for (int at = 0; at < one; at++) {
            MemorySegmentStore fresh = new MemorySegmentStore(at);
            Log written = Log.open(fresh, ID, config, owner);
            for (int i = 0; i < 4; i++) {
                written.append(Batches.batch(i, 1, 1, 100), i, i, 1);
            }
            fresh.crash(MemorySegmentStore.Crash.PROCESS);
            fresh.damage(ID, 0, one + at);
            boolean leaderEpoch = at >= 12 && at < 16;
            if (!leaderEpoch) {
                assertThatThrownBy(() -> Log.open(fresh, ID, config, owner)).as("byte %d", at)
                        .isInstanceOf(CorruptLog.class);
            }
        }
    }

    @Test
    void aTailTornAtAnyByteIsCutAtTheLastWholeBatch() {
        int one = Batches.batch(0, 1, 1, 100).remaining();
        for (int kept = 0; kept < one; kept++) {
            MemorySegmentStore fresh = new MemorySegmentStore(kept);
            Log written = Log.open(fresh, ID, config, owner);
            for (int i = 0; i < 3; i++) {
                written.append(Batches.batch(i, 1, 1, 100), i, i, 1);
            }
            fresh.crash(MemorySegmentStore.Crash.PROCESS);
            fresh.cut(ID, 0, 2 * one + kept);
            Log again = Log.open(fresh, ID, config, owner);
            assertThat(again.endOffset()).isEqualTo(2);
            assertThat(again.recovery().cutBytes()).isEqualTo(kept);
            assertThat(again.sizeBytes()).isEqualTo(2L * one);
        }
    }

    @Test
    void aCleanStartScansNothing() {
        open();
        for (int i = 0; i < 30; i++) {
            append(1, 1);
        }
        log.close();
        assertThat(open().recovery()).isEqualTo(RecoveryReport.CLEAN);
        append(1, 1);
        store.crash(MemorySegmentStore.Crash.PROCESS);
        int one = Batches.batch(0, 1, 1, 100).remaining();
        assertThat(open().recovery().scannedBytes()).isEqualTo(one);
    }
}
