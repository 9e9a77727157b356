package io.volok.log.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.volok.log.ManualOwner;
import io.volok.log.store.StoredSegment.Part;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The contract of {@link SegmentStore}: every implementation extends this class and passes. */
public abstract class SegmentStoreContract {

    protected static final LogId ORDERS = new LogId("topics", "orders-0");

    protected final ManualOwner owner = new ManualOwner();

    /** The store under test; the same one during a test. */
    protected abstract SegmentStore store();

    /** Lets the process die and opens the store anew. */
    protected abstract SegmentStore restart();

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(StoredSegment segment, Part part) {
        ByteBuffer target = ByteBuffer.allocate((int) segment.size(part));
        segment.read(part, target, 0);
        return new String(target.array(), StandardCharsets.UTF_8);
    }

    private static StoredSegment sealed(LogStore log, long base, String data) {
        StoredSegment segment = log.create(log.segments(), base);
        segment.append(bytes(data));
        segment.seal(bytes("offsets"), bytes("times"));
        return segment;
    }

    @Test
    void aLogThatWasNeverWrittenLeavesNothing() {
        LogStore log = store().open(ORDERS, owner);
        assertThat(log.segments().segments()).isEmpty();
        log.close();
        assertThat(store().logs("topics")).isEmpty();
    }

    @Test
    void whatWasAppendedIsReadBack() {
        LogStore log = store().open(ORDERS, owner);
        StoredSegment segment = log.create(log.segments(), 5);
        segment.append(bytes("abc"));
        segment.append(ByteBuffer.allocateDirect(3).put(bytes("def")).flip());
        assertThat(text(segment, Part.DATA)).isEqualTo("abcdef");
        assertThat(segment.size()).isEqualTo(6);
        assertThat(segment.baseOffset()).isEqualTo(5);
        assertThat(store().logs("topics")).containsExactly(ORDERS);
    }

    @Test
    void readingAtTheEndGivesWhatIsThere() {
        LogStore log = store().open(ORDERS, owner);
        StoredSegment segment = log.create(log.segments(), 0);
        segment.append(bytes("abcdef"));
        ByteBuffer target = ByteBuffer.allocate(10);
        assertThat(segment.read(Part.DATA, target, 4)).isEqualTo(2);
        assertThat(segment.read(Part.DATA, target, 6)).isZero();
        assertThat(segment.read(Part.OFFSET_INDEX, target, 0)).isZero();
    }

    @Test
    void largeHeapBuffersGoThroughInPieces() {
        LogStore log = store().open(ORDERS, owner);
        StoredSegment segment = log.create(log.segments(), 0);
        byte[] large = new byte[1_000_003];
        new java.util.Random(1).nextBytes(large);
        segment.append(ByteBuffer.wrap(large));
        ByteBuffer target = ByteBuffer.allocate(large.length);
        assertThat(segment.read(Part.DATA, target, 0)).isEqualTo(large.length);
        assertThat(target.array()).isEqualTo(large);
    }

    @Test
    void everythingIsThereAfterTheProcessDied() {
        LogStore log = store().open(ORDERS, owner);
        sealed(log, 0, "first");
        StoredSegment open = log.create(log.segments(), 10);
        open.append(bytes("second"));
        log.saveStartOffset(3);
        RecoveryPoint point = new RecoveryPoint(10, 2, 11, 1, 2, 3);
        log.saveRecoveryPoint(point, false);
        log.saveSnapshot(7, bytes("state"));

        LogStore again = restart().open(ORDERS, owner);

        assertThat(again.segments().segments()).hasSize(2);
        assertThat(text(again.segments().segments().get(0), Part.DATA)).isEqualTo("first");
        assertThat(text(again.segments().segments().get(0), Part.OFFSET_INDEX)).isEqualTo("offsets");
        assertThat(text(again.segments().segments().get(0), Part.TIME_INDEX)).isEqualTo("times");
        assertThat(text(again.segments().segments().get(1), Part.DATA)).isEqualTo("second");
        assertThat(again.startOffset()).isEqualTo(3);
        assertThat(again.recoveryPoint()).contains(point);
        assertThat(again.unsyncedBytesMayBeLost()).isFalse();
        assertThat(again.snapshot(100)).hasValueSatisfying(found -> {
            assertThat(found.offset()).isEqualTo(7);
            assertThat(StandardCharsets.UTF_8.decode(found.state()).toString()).isEqualTo("state");
        });
    }

    @Test
    void sealIsFinal() {
        LogStore log = store().open(ORDERS, owner);
        StoredSegment segment = sealed(log, 0, "abc");
        assertThatThrownBy(() -> segment.append(bytes("d"))).isInstanceOf(SegmentSealed.class);
        assertThatThrownBy(() -> segment.truncate(1)).isInstanceOf(SegmentSealed.class);
        assertThatThrownBy(() -> segment.seal(bytes(""), bytes(""))).isInstanceOf(SegmentSealed.class);

        StoredSegment again = restart().open(ORDERS, owner).segments().segments().getFirst();

        assertThat(again.sealed()).isTrue();
        assertThatThrownBy(() -> again.append(bytes("d"))).isInstanceOf(SegmentSealed.class);
        assertThat(text(again, Part.DATA)).isEqualTo("abc");
    }

    @Test
    void anOpenSegmentIsContinuedByTheNextWriter() {
        LogStore log = store().open(ORDERS, owner);
        StoredSegment segment = log.create(log.segments(), 0);
        segment.append(bytes("abc"));
        segment.saveIndexes(bytes("o"), bytes("t"));
        StoredSegment again = restart().open(ORDERS, owner).segments().segments().getFirst();
        assertThat(again.sealed()).isFalse();
        assertThat(text(again, Part.OFFSET_INDEX)).isEqualTo("o");
        again.append(bytes("def"));
        assertThat(text(again, Part.DATA)).isEqualTo("abcdef");
    }

    @Test
    void openingFencesTheWriterBefore() {
        LogStore old = store().open(ORDERS, owner);
        StoredSegment segment = old.create(old.segments(), 0);
        segment.append(bytes("abc"));

        LogStore young = store().open(ORDERS, owner);

        assertThat(young.epoch()).isGreaterThan(old.epoch());
        assertThatThrownBy(() -> segment.append(bytes("x"))).isInstanceOf(FencedWriter.class);
        assertThatThrownBy(() -> segment.seal(bytes(""), bytes(""))).isInstanceOf(FencedWriter.class);
        assertThatThrownBy(() -> old.remove(old.segments(), List.of(segment), 0)).isInstanceOf(FencedWriter.class);
        assertThatThrownBy(() -> old.saveStartOffset(1)).isInstanceOf(FencedWriter.class);
        assertThatThrownBy(() -> old.prepare(0)).isInstanceOf(FencedWriter.class);
        assertThatThrownBy(() -> old.delete(0)).isInstanceOf(FencedWriter.class);
        assertThat(text(young.segments().segments().getFirst(), Part.DATA)).isEqualTo("abc");
        young.segments().segments().getFirst().append(bytes("def"));
        assertThat(text(young.segments().segments().getFirst(), Part.DATA)).isEqualTo("abcdef");
    }

    @Test
    void theListChangesByCompareAndSet() {
        LogStore log = store().open(ORDERS, owner);
        SegmentList empty = log.segments();
        StoredSegment first = sealed(log, 0, "a");
        SegmentList one = log.segments();
        assertThat(one.version()).isNotEqualTo(empty.version());
        assertThatThrownBy(() -> log.create(empty, 9)).isInstanceOf(StaleSegmentList.class);
        StoredSegment second = sealed(log, 1, "b");
        assertThatThrownBy(() -> log.remove(one, List.of(first), 0)).isInstanceOf(StaleSegmentList.class);
        assertThat(log.segments().segments()).containsExactly(first, second);
        SegmentList left = log.remove(log.segments(), List.of(first), 0);
        assertThat(left.segments()).containsExactly(second);
        assertThat(log.segments()).isEqualTo(left);
    }

    @Test
    void onlyOneSegmentIsOpen() {
        LogStore log = store().open(ORDERS, owner);
        log.create(log.segments(), 0).append(bytes("a"));
        assertThatThrownBy(() -> log.create(log.segments(), 1)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aReplacementTakesThePlaceOfItsNeighbours() {
        LogStore log = store().open(ORDERS, owner);
        StoredSegment first = sealed(log, 0, "aa");
        StoredSegment second = sealed(log, 2, "bb");
        StoredSegment third = sealed(log, 4, "cc");
        StoredSegment prepared = log.prepare(0);
        prepared.append(bytes("ab"));
        assertThat(log.segments().segments()).containsExactly(first, second, third);
        prepared.seal(bytes("new offsets"), bytes("new times"));
        first.pin();

        SegmentList list = log.replace(log.segments(), List.of(first, second), prepared, 0);

        assertThat(list.segments()).containsExactly(prepared, third);
        assertThat(text(first, Part.DATA)).isEqualTo("aa");
        first.unpin();
        assertThat(text(prepared, Part.OFFSET_INDEX)).isEqualTo("new offsets");
        List<StoredSegment> again = restart().open(ORDERS, owner).segments().segments();
        assertThat(again).extracting(StoredSegment::baseOffset).containsExactly(0L, 4L);
        assertThat(text(again.getFirst(), Part.DATA)).isEqualTo("ab");
        assertThat(text(again.getFirst(), Part.TIME_INDEX)).isEqualTo("new times");
        assertThat(again.getFirst().sealed()).isTrue();
    }

    @Test
    void aReplacementThatWasNotFinishedIsForgotten() {
        LogStore log = store().open(ORDERS, owner);
        sealed(log, 0, "aa");
        StoredSegment discarded = log.prepare(0);
        discarded.append(bytes("x"));
        log.discard(discarded);
        StoredSegment prepared = log.prepare(0);
        prepared.append(bytes("ab"));
        prepared.seal(bytes("o"), bytes("t"));
        List<StoredSegment> again = restart().open(ORDERS, owner).segments().segments();
        assertThat(again).hasSize(1);
        assertThat(text(again.getFirst(), Part.DATA)).isEqualTo("aa");
        assertThat(text(again.getFirst(), Part.OFFSET_INDEX)).isEqualTo("offsets");
    }

    @Test
    void aPinnedSegmentIsReadableAfterItsRemoval() {
        LogStore log = store().open(ORDERS, owner);
        StoredSegment segment = sealed(log, 0, "abc");
        segment.pin();
        log.remove(log.segments(), List.of(segment), 0);
        assertThat(text(segment, Part.DATA)).isEqualTo("abc");
        segment.unpin();
        assertThatThrownBy(segment::pin).isInstanceOf(StoreFailed.class);
        assertThat(restart().open(ORDERS, owner).segments().segments()).isEmpty();
    }

    @Test
    void syncsAreAnsweredInOrderOnTheOwner() {
        LogStore log = store().open(ORDERS, owner);
        StoredSegment segment = log.create(log.segments(), 0);
        List<Integer> answers = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            segment.append(bytes("abc"));
            int number = i;
            log.sync(() -> answers.add(number));
        }
        assertThat(answers).isEmpty();
        owner.runUntil(() -> answers.size() == 10);
        assertThat(answers).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    }

    @Test
    void sealedSegmentsAreForcedAtLeisure() {
        LogStore log = store().open(ORDERS, owner);
        sealed(log, 0, "abc");
        log.create(log.segments(), 3).append(bytes("def"));
        List<String> answers = new ArrayList<>();
        log.syncSealed(() -> answers.add("sealed"));
        assertThat(answers).isEmpty();
        owner.runUntil(() -> answers.size() == 1);
    }

    @Test
    void aClosedWriterIsNotAnswered() throws InterruptedException {
        LogStore log = store().open(ORDERS, owner);
        log.create(log.segments(), 0).append(bytes("abc"));
        log.sync(() -> {
            throw new AssertionError("answered after close");
        });
        log.close();
        Thread.sleep(20);
        owner.runAll();
        assertThatThrownBy(() -> log.sync(() -> { })).isInstanceOf(FencedWriter.class);
    }

    @Test
    void aDeletedLogCanBeOpenedAnewAtOnce() {
        LogStore log = store().open(ORDERS, owner);
        StoredSegment segment = sealed(log, 0, "abc");
        log.saveStartOffset(1);
        log.saveSnapshot(1, bytes("s"));
        segment.pin();
        log.delete(60_000);
        LogStore again = store().open(ORDERS, owner);
        assertThat(again.segments().segments()).isEmpty();
        assertThat(again.startOffset()).isZero();
        assertThat(again.recoveryPoint()).isEmpty();
        assertThat(again.snapshot(9)).isEmpty();
        assertThat(text(segment, Part.DATA)).isEqualTo("abc");
        segment.unpin();
        again.create(again.segments(), 0).append(bytes("new"));
        assertThat(text(restart().open(ORDERS, owner).segments().segments().getFirst(), Part.DATA)).isEqualTo("new");
    }

    @Test
    void truncatingForgetsIndexesThatWereSaved() {
        LogStore log = store().open(ORDERS, owner);
        StoredSegment segment = log.create(log.segments(), 0);
        segment.append(bytes("abcdef"));
        segment.saveIndexes(bytes("o"), bytes("t"));
        segment.truncate(2);
        segment.append(bytes("XY"));
        assertThat(text(segment, Part.DATA)).isEqualTo("abXY");
        assertThat(segment.size(Part.OFFSET_INDEX)).isZero();
        assertThat(segment.size(Part.TIME_INDEX)).isZero();
    }

    @Test
    void theTwoNewestSnapshotsAreKept() {
        LogStore log = store().open(ORDERS, owner);
        log.saveSnapshot(1, bytes("one"));
        log.saveSnapshot(5, bytes("five"));
        log.saveSnapshot(9, bytes("nine"));
        assertThat(log.snapshot(100).orElseThrow().offset()).isEqualTo(9);
        assertThat(log.snapshot(8).orElseThrow().offset()).isEqualTo(5);
        assertThat(log.snapshot(4)).isEmpty();
        log.dropSnapshots(5);
        assertThat(log.snapshot(100).orElseThrow().offset()).isEqualTo(5);
    }

    @Test
    void logsAreListedByKind() {
        for (String name : List.of("b-0", "a-0")) {
            LogStore log = store().open(new LogId("topics", name), owner);
            log.create(log.segments(), 0).append(bytes("x"));
        }
        LogStore queue = store().open(new LogId("vhosts/x/queues", "q"), owner);
        queue.create(queue.segments(), 0).append(bytes("x"));
        assertThat(store().logs("topics")).containsExactly(new LogId("topics", "a-0"), new LogId("topics", "b-0"));
        assertThat(store().logs("vhosts/x/queues")).containsExactly(new LogId("vhosts/x/queues", "q"));
        assertThat(store().logs("nothing")).isEmpty();
    }
}
