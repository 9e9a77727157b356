package io.volok.log.store.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.volok.log.store.AppendFailed;
import io.volok.log.store.DiskFull;
import io.volok.log.store.LogStore;
import io.volok.log.store.SegmentStore;
import io.volok.log.store.SegmentStoreContract;
import io.volok.log.store.StoredSegment;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

final class MemorySegmentStoreTest extends SegmentStoreContract {

    private final MemorySegmentStore store = new MemorySegmentStore(7);

    @Override
    protected SegmentStore store() {
        return store;
    }

    @Override
    protected SegmentStore restart() {
        store.crash(MemorySegmentStore.Crash.PROCESS);
        owner.forget();
        return store;
    }

    @Test
    void aFullDiskRefusesTheAppendAndTheSameSucceedsLater() {
        LogStore log = store.open(ORDERS, owner);
        StoredSegment segment = log.create(log.segments(), 0);
        segment.append(ByteBuffer.allocate(10));
        store.faults().capacityBytes(15);
        ByteBuffer append = ByteBuffer.allocate(10);
        assertThatThrownBy(() -> segment.append(append)).isInstanceOf(DiskFull.class);
        assertThat(segment.size()).isEqualTo(10);
        assertThat(append.remaining()).isEqualTo(10);
        store.faults().capacityBytes(20);
        segment.append(append);
        assertThat(segment.size()).isEqualTo(20);
    }

    @Test
    void aTornAppendLeavesBytesForTheNextWriterOnly() {
        LogStore log = store.open(ORDERS, owner);
        StoredSegment segment = log.create(log.segments(), 0);
        segment.append(ByteBuffer.allocate(10));
        store.faults().tearNextAppend();
        assertThatThrownBy(() -> segment.append(ByteBuffer.allocate(1000))).isInstanceOf(AppendFailed.class);
        assertThat(segment.size()).isEqualTo(10);
        assertThatThrownBy(() -> segment.append(ByteBuffer.allocate(1))).isInstanceOf(AppendFailed.class);
        assertThat(store.open(ORDERS, owner).segments().segments().getFirst().size()).isBetween(10L, 1010L);
    }

    @Test
    void powerLossTakesUnforcedBytesOnly() {
        LogStore log = store.open(ORDERS, owner);
        StoredSegment segment = log.create(log.segments(), 0);
        segment.append(ByteBuffer.allocate(10));
        log.sync(() -> { });
        owner.runAll();
        segment.append(ByteBuffer.allocate(1000));
        log.sync(() -> { });
        store.crash(MemorySegmentStore.Crash.POWER);
        owner.runAll();
        LogStore again = store.open(ORDERS, owner);
        assertThat(again.segments().segments().getFirst().size()).isBetween(10L, 1009L);
        assertThat(again.unsyncedBytesMayBeLost()).isTrue();
    }
}
