package io.volok.log.store.memory;

import io.volok.log.store.LogId;
import io.volok.log.store.LogStore;
import io.volok.log.store.Owner;
import io.volok.log.store.SegmentStore;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Segments in memory, with a disk that can be made to fail. Used from one thread.
 *
 * <p>{@link #crash} plays the death of the process or of the machine: all writers are gone, and what had not been
 * forced may be gone too, how much is up to the seed. Logs are then opened anew on the same store object.
 */
public final class MemorySegmentStore implements SegmentStore {

    /** What dies in a {@link #crash}. */
    public enum Crash {
        /** The process: everything that was written is there. */
        PROCESS,
        /** The machine: bytes that were not forced may be missing, also in the middle. */
        POWER
    }

    private final Map<LogId, MemoryLog> logs = new TreeMap<>();
    private final Faults faults;

    /** A store whose faults come from a seed; none until asked for by {@link #faults()}. */
    public MemorySegmentStore(long seed) {
        this.faults = new Faults(seed);
    }

    /** Where faults are ordered. */
    public Faults faults() {
        return faults;
    }

    /** Ends all writers; see {@link Crash}. */
    public void crash(Crash kind) {
        for (MemoryLog log : logs.values()) {
            log.crash(kind);
        }
    }

    /** Turns over the bits of one stored byte. Seen by whoever opens the log next. */
    public void damage(LogId id, long segmentBaseOffset, int position) {
        logs.get(id).segments.get(segmentBaseOffset).damage(position);
    }

    /** Cuts a segment to a size, as a write that was not finished does. Seen by whoever opens the log next. */
    public void cut(LogId id, long segmentBaseOffset, int size) {
        logs.get(id).segments.get(segmentBaseOffset).cut(size);
    }

    @Override
    public LogStore open(LogId id, Owner owner) {
        return logs.computeIfAbsent(id, MemoryLog::new).newWriter(this, owner);
    }

    @Override
    public List<LogId> logs(String kind) {
        return logs.values().stream().filter(log -> log.stored() && log.id().kind().equals(kind)).map(MemoryLog::id)
                .toList();
    }

    @Override
    public long totalBytes() {
        return -1;
    }

    @Override
    public long usableBytes() {
        return faults.capacityBytes() - usedBytes();
    }

    /** Bytes in all segments. */
    public long usedBytes() {
        return logs.values().stream().mapToLong(MemoryLog::sizeBytes).sum();
    }

    void delete(LogId id) {
        logs.remove(id);
    }

    @Override
    public void close() {
        crash(Crash.PROCESS);
    }
}
