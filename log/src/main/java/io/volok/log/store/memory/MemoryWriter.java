package io.volok.log.store.memory;

import io.volok.log.store.AppendFailed;
import io.volok.log.store.DiskFull;
import io.volok.log.store.FencedWriter;
import io.volok.log.store.LogId;
import io.volok.log.store.LogStore;
import io.volok.log.store.Owner;
import io.volok.log.store.RecoveryPoint;
import io.volok.log.store.SegmentList;
import io.volok.log.store.SegmentSealed;
import io.volok.log.store.StaleSegmentList;
import io.volok.log.store.StoredSegment;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The writer of one epoch of a log in memory. */
final class MemoryWriter implements LogStore {

    private static final int SNAPSHOTS_KEPT = 2;

    private final MemorySegmentStore store;
    private final MemoryLog log;
    private final Owner owner;
    private final long epoch;
    private SegmentList list;
    private boolean fenced;
    private boolean failed;

    MemoryWriter(MemorySegmentStore store, MemoryLog log, Owner owner, long epoch) {
        this.store = store;
        this.log = log;
        this.owner = owner;
        this.epoch = epoch;
    }

    /** Looks at what the disk has. */
    void load() {
        list = new SegmentList(0, new ArrayList<>(log.segments.values()));
    }

    Faults faults() {
        return store.faults();
    }

    void fence() {
        fenced = true;
    }

    @Override
    public LogId id() {
        return log.id();
    }

    @Override
    public long epoch() {
        return epoch;
    }

    @Override
    public SegmentList segments() {
        return list;
    }

    private void checkWriter() {
        if (fenced) {
            throw new FencedWriter(id(), "the writer of epoch " + epoch + " has ended", null);
        }
        if (failed) {
            throw new AppendFailed(id(), "the log has failed before", null);
        }
    }

    void checkOpen(MemorySegment segment) {
        checkWriter();
        if (segment.sealed()) {
            throw new SegmentSealed(id(), "segment " + segment.baseOffset() + " is sealed", null);
        }
    }

    void append(MemorySegment segment, ByteBuffer source) {
        checkOpen(segment);
        int length = source.remaining();
        if (faults().nextAppendFails()) {
            segment.write(source, faults().tornBytes(length), 0);
            failed = true;
            throw new AppendFailed(id(), "injected", null);
        }
        if (length > store.usableBytes()) {
            throw new DiskFull(id(), "no space for " + length + " bytes", null);
        }
        segment.write(source, length, length);
    }

    private void checkList(SegmentList expected) {
        checkWriter();
        if (expected.version() != list.version()) {
            throw new StaleSegmentList(id(), "list is at version " + list.version() + ", not " + expected.version(),
                    null);
        }
    }

    private SegmentList changeTo(List<StoredSegment> segments) {
        list = new SegmentList(list.version() + 1, segments);
        log.segments.clear();
        segments.forEach(segment -> log.segments.put(segment.baseOffset(), (MemorySegment) segment));
        return list;
    }

    @Override
    public StoredSegment create(SegmentList expected, long baseOffset) {
        checkList(expected);
        if (!expected.segments().isEmpty() && !expected.segments().getLast().sealed()) {
            throw new IllegalStateException(id() + ": the last segment is still open");
        }
        MemorySegment created = new MemorySegment(this, baseOffset);
        List<StoredSegment> next = new ArrayList<>(list.segments());
        next.add(created);
        changeTo(next);
        return created;
    }

    @Override
    public StoredSegment prepare(long baseOffset) {
        checkWriter();
        return new MemorySegment(this, baseOffset);
    }

    @Override
    public void discard(StoredSegment prepared) {
        ((MemorySegment) prepared).remove();
    }

    @Override
    public SegmentList remove(SegmentList expected, List<StoredSegment> gone, long graceMs) {
        checkList(expected);
        List<StoredSegment> next = new ArrayList<>(list.segments());
        next.removeAll(gone);
        gone.forEach(segment -> ((MemorySegment) segment).remove());
        return changeTo(next);
    }

    @Override
    public SegmentList replace(SegmentList expected, List<StoredSegment> gone, StoredSegment replacement,
            long graceMs) {
        checkList(expected);
        List<StoredSegment> next = new ArrayList<>(list.segments());
        int at = next.indexOf(gone.getFirst());
        next.subList(at, at + gone.size()).clear();
        next.add(at, replacement);
        MemorySegment swapped = (MemorySegment) replacement;
        swapped.synced((int) swapped.size());
        gone.forEach(segment -> ((MemorySegment) segment).remove());
        return changeTo(next);
    }

    @Override
    public void sync(Runnable done) {
        checkWriter();
        Map<MemorySegment, Integer> sizes = new LinkedHashMap<>();
        for (MemorySegment segment : log.segments.values()) {
            if (segment.syncedSize() < segment.size()) {
                sizes.put(segment, (int) segment.size());
            }
        }
        owner.execute(() -> {
            if (!fenced) {
                sizes.forEach(MemorySegment::synced);
                done.run();
            }
        });
    }

    @Override
    public void syncSealed(Runnable done) {
        sync(done);
    }

    @Override
    public Optional<RecoveryPoint> recoveryPoint() {
        return Optional.ofNullable(log.latest);
    }

    @Override
    public void saveRecoveryPoint(RecoveryPoint point, boolean synced) {
        checkWriter();
        log.savePoint(point, synced);
    }

    @Override
    public boolean unsyncedBytesMayBeLost() {
        return log.suspect;
    }

    @Override
    public long startOffset() {
        return log.startOffset;
    }

    @Override
    public void saveStartOffset(long offset) {
        checkWriter();
        log.startOffset = offset;
    }

    @Override
    public long cleanedEndOffset() {
        return log.cleanedEndOffset;
    }

    @Override
    public void saveCleanedEndOffset(long offset) {
        checkWriter();
        log.cleanedEndOffset = offset;
    }

    @Override
    public void saveSnapshot(long offset, ByteBuffer state) {
        checkWriter();
        byte[] copy = new byte[state.remaining()];
        state.get(state.position(), copy);
        log.snapshots.put(offset, copy);
        while (log.snapshots.size() > SNAPSHOTS_KEPT) {
            log.snapshots.pollFirstEntry();
        }
    }

    @Override
    public Optional<Snapshot> snapshot(long offsetMax) {
        return Optional.ofNullable(log.snapshot(offsetMax));
    }

    @Override
    public void dropSnapshots(long offsetMax) {
        checkWriter();
        log.snapshots.tailMap(offsetMax, false).clear();
    }

    @Override
    public void delete(long graceMs) {
        checkWriter();
        list.segments().forEach(segment -> ((MemorySegment) segment).remove());
        fenced = true;
        store.delete(id());
    }

    @Override
    public void close() {
        fenced = true;
    }
}
