package io.volok.log;

import io.volok.log.store.LogId;
import io.volok.log.store.LogStore;
import io.volok.log.store.Owner;
import io.volok.log.store.SegmentStore;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * One append-only log of record batches with dense offsets. Owned by one shard: every method is called there.
 *
 * <p>Offsets are given by the caller, ascending; bases are inclusive and ends exclusive. A log without records has no file.
 * A failure is a {@link io.volok.log.store.LogFailed}; after any of them the state in memory is what the store has.
 */
public final class Log implements AutoCloseable {

    private Log() {
    }

    /**
     * Opens a log, fencing whoever wrote it before, and recovers it: what is not known to be clean is checked, a torn tail is
     * cut at the last whole batch.
     *
     * @param owner runs tasks on the calling shard ({@code shard::execute})
     * @throws io.volok.log.store.CorruptLog if bytes in the middle are damaged
     */
    public static Log open(SegmentStore store, LogId id, LogConfig config, Owner owner) {
        throw new UnsupportedOperationException();
    }

    /** The log's name. */
    public LogId id() {
        throw new UnsupportedOperationException();
    }

    /** Settings in force. */
    public LogConfig config() {
        throw new UnsupportedOperationException();
    }

    /** Puts other settings in force. */
    public void configure(LogConfig changed) {
        throw new UnsupportedOperationException();
    }

    /** What opening found out and repaired. */
    public RecoveryReport recovery() {
        throw new UnsupportedOperationException();
    }

    /**
     * Appends whole batches with one write. The bytes are used up to the limit and not needed after the call.
     *
     * @param batches      one or more batches, stamped with their offsets, position to limit
     * @param firstOffset  offset of their first record, at least {@link #endOffset()}
     * @param lastOffset   offset of their last record
     * @param maxTimestamp largest timestamp of their records in ms, -1 if there is none
     */
    public void append(ByteBuffer batches, long firstOffset, long lastOffset, long maxTimestamp) {
        throw new UnsupportedOperationException();
    }

    /** First offset that can be read. */
    public long startOffset() {
        throw new UnsupportedOperationException();
    }

    /** Offset that the next record gets. */
    public long endOffset() {
        throw new UnsupportedOperationException();
    }

    /** End of what is kept as the log's durability promises: {@link #endOffset()} with {@link Durability#OS}. */
    public long durableEndOffset() {
        throw new UnsupportedOperationException();
    }

    /** Runs a task once everything below {@code endOffset} is durable: in the call if it already is, later on the owner if not. */
    public void whenDurable(long endOffset, Runnable task) {
        throw new UnsupportedOperationException();
    }

    /** Forces everything appended so far, whatever the settings, then runs the task on the owner. */
    public void flush(Runnable task) {
        throw new UnsupportedOperationException();
    }

    /**
     * Finds the bytes from the batch that contains {@code offset} on (or the next one, where offsets were compacted away).
     * At least one whole batch, else at most {@code maxBytes}; from one segment only. At {@link #endOffset()}:
     * {@link LogSlice#EMPTY}.
     *
     * @return a slice that the caller has to release
     */
    public LogSlice read(long offset, int maxBytes) {
        return read(offset, maxBytes, endOffset());
    }

    /**
     * The same, but nothing of a batch at or above {@code endOffsetMax} (high watermark, last stable offset).
     */
    public LogSlice read(long offset, int maxBytes, long endOffsetMax) {
        throw new UnsupportedOperationException();
    }

    /**
     * Copies batches from the one that contains {@code offset} on into a buffer, without allocating: what fits, the last
     * batch possibly cut off.
     *
     * @return bytes copied; 0 at the end of the log; if not even the first batch fits, minus the bytes that it needs
     */
    public int readInto(long offset, ByteBuffer target) {
        throw new UnsupportedOperationException();
    }

    /** The first batch with a timestamp at or after {@code timestamp}; look into it for the record. Empty if there is none. */
    public Optional<TimestampOffset> offsetForTimestamp(long timestamp) {
        throw new UnsupportedOperationException();
    }

    /** The batch with the largest timestamp in the log. Empty if there is no record. */
    public Optional<TimestampOffset> maxTimestamp() {
        throw new UnsupportedOperationException();
    }

    /**
     * Moves the start forward; lower offsets are not handed out again. Whole segments below are deleted. Remembered across a
     * restart. Cheap, but not free: a queue calls it when {@link #firstSegmentEndOffset()} is reached and not for each ack.
     */
    public void trimTo(long offset) {
        throw new UnsupportedOperationException();
    }

    /** Removes everything at and above an offset, which must not lie inside a batch. The next append may start there. */
    public void truncateTo(long offset) {
        throw new UnsupportedOperationException();
    }

    /** Drops everything and starts anew at an offset. */
    public void resetTo(long offset) {
        throw new UnsupportedOperationException();
    }

    /** End of the oldest segment: a trim below it frees no space. {@link Long#MAX_VALUE} if there is only the open one. */
    public long firstSegmentEndOffset() {
        throw new UnsupportedOperationException();
    }

    /**
     * Removes what retention by size and time no longer wants, whole segments at a time. By time also the open one is
     * removed, after rolling it.
     *
     * @return how many segments went
     */
    public int applyRetention(long nowMs) {
        throw new UnsupportedOperationException();
    }

    /** Does what time asks for: flush.ms. Call about once a second for a log with such a setting. */
    public void tick(long nowMs) {
        throw new UnsupportedOperationException();
    }

    /** Seals the open segment, if it has records; the next append begins a new one. */
    public void roll() {
        throw new UnsupportedOperationException();
    }

    /** Bytes of data in all segments. */
    public long sizeBytes() {
        throw new UnsupportedOperationException();
    }

    /** Number of segments. */
    public int segmentCount() {
        throw new UnsupportedOperationException();
    }

    /** Keeps a small piece of derived state beside the log; it reflects all records below {@code offset}. */
    public void saveSnapshot(long offset, ByteBuffer state) {
        throw new UnsupportedOperationException();
    }

    /** The newest snapshot at or below an offset. */
    public Optional<LogStore.Snapshot> snapshot(long offsetMax) {
        throw new UnsupportedOperationException();
    }

    /** Notes how far the log is clean and lets go of it. Slices stay readable. */
    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }

    /** Deletes the log with everything that belongs to it. Slices stay readable. */
    public void delete() {
        throw new UnsupportedOperationException();
    }
}
