package io.volok.log.store.memory;

import io.volok.log.store.LogId;
import io.volok.log.store.LogStore.Snapshot;
import io.volok.log.store.Owner;
import io.volok.log.store.RecoveryPoint;
import java.nio.ByteBuffer;
import java.util.TreeMap;

/** What the disk has of one log: survives its writers. */
final class MemoryLog {

    final TreeMap<Long, MemorySegment> segments = new TreeMap<>();
    final TreeMap<Long, byte[]> snapshots = new TreeMap<>();
    private final LogId id;
    private MemoryWriter writer;
    private long epoch;
    long startOffset;
    long cleanedEndOffset;
    RecoveryPoint latest;
    RecoveryPoint synced;
    boolean suspect;

    MemoryLog(LogId id) {
        this.id = id;
    }

    LogId id() {
        return id;
    }

    boolean stored() {
        return !segments.isEmpty() || startOffset > 0;
    }

    long sizeBytes() {
        return segments.values().stream().mapToLong(MemorySegment::size).sum();
    }

    MemoryWriter newWriter(MemorySegmentStore store, Owner owner) {
        if (writer != null) {
            writer.fence();
        }
        MemoryWriter next = new MemoryWriter(store, this, owner, ++epoch);
        segments.replaceAll((base, segment) -> segment.foundBy(next));
        next.load();
        writer = next;
        return next;
    }

    void crash(MemorySegmentStore.Crash kind) {
        Faults faults = writer == null ? null : writer.faults();
        if (writer != null) {
            writer.fence();
        }
        if (kind == MemorySegmentStore.Crash.POWER && faults != null) {
            long safeBelow = synced == null ? 0 : synced.segmentBaseOffset();
            segments.values().forEach(segment -> segment.losePower(faults, segment.baseOffset() < safeBelow));
            latest = synced;
            suspect = true;
        }
    }

    void savePoint(RecoveryPoint point, boolean forced) {
        latest = point;
        if (forced) {
            synced = point;
        } else if (synced != null && synced.endOffset() > point.endOffset()) {
            synced = null;
        }
        suspect = false;
    }

    Snapshot snapshot(long offsetMax) {
        var entry = snapshots.floorEntry(offsetMax);
        return entry == null ? null : new Snapshot(entry.getKey(), ByteBuffer.wrap(entry.getValue().clone()));
    }
}
