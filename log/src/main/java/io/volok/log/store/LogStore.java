package io.volok.log.store;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/**
 * The stored part of one log, held by the writer of one epoch. See {@link SegmentStore} for the contract.
 *
 * <p>Called by the log's owner, except where said. All calls may fail with a {@link LogFailed}.
 */
public interface LogStore extends AutoCloseable {

    /** The log. */
    LogId id();

    /** Grows with every {@link SegmentStore#open} of this log. */
    long epoch();

    /** The current list. Any thread. */
    SegmentList segments();

    /** Begins a new last segment. All others must have been sealed. */
    StoredSegment create(SegmentList expected, long baseOffset);

    /** Begins a segment that is not in the list, to take the place of others by {@link #replace}. Any thread. */
    StoredSegment prepare(long baseOffset);

    /** Throws away what {@link #prepare} began. Any thread. */
    void discard(StoredSegment prepared);

    /**
     * Takes segments out of the list. They are deleted after the grace, or when the last pin is gone, whichever is
     * later.
     *
     * @param gone    members of {@code expected}
     * @param graceMs how long the bytes stay, at least
     */
    SegmentList remove(SegmentList expected, List<StoredSegment> gone, long graceMs);

    /**
     * Puts a prepared and sealed segment in the place of a run of neighbours, in one atomic step.
     *
     * @param gone neighbours in {@code expected}, the first with the base offset of {@code replacement}
     */
    SegmentList replace(SegmentList expected, List<StoredSegment> gone, StoredSegment replacement, long graceMs);

    /**
     * Asks that all that was appended so far be forced; {@code done} then runs on the owner. Requests of many logs are
     * served as one group. {@code done} is not run if forcing fails, which the store reports to its failure listener,
     * nor once this writer has been closed or fenced.
     */
    void sync(Runnable done);

    /**
     * Asks that the sealed segments be forced at leisure, so that a start after a power loss has less to check. What is
     * removed before its turn is never forced. {@code done} as in {@link #sync}.
     */
    void syncSealed(Runnable done);

    /** The point below which a start need not look, if there is one that can be trusted. */
    Optional<RecoveryPoint> recoveryPoint();

    /** Remembers a recovery point. {@code synced} says that everything below it has been forced. */
    void saveRecoveryPoint(RecoveryPoint point, boolean synced);

    /** True if the machine may have lost power since the last writer: unforced bytes can be missing in the middle. */
    boolean unsyncedBytesMayBeLost();

    /** The start offset that was remembered last, or 0. */
    long startOffset();

    /** Remembers the start offset. */
    void saveStartOffset(long offset);

    /** How far compaction has come, as remembered last, or 0. */
    long cleanedEndOffset();

    /** Remembers how far compaction has come. */
    void saveCleanedEndOffset(long offset);

    /**
     * Keeps a small file beside the segments, whole or not at all: for state that its owner derives from the log.
     *
     * @param offset the state reflects all records below this offset; the two newest snapshots are kept
     */
    void saveSnapshot(long offset, ByteBuffer state);

    /** The newest snapshot at or below an offset. */
    Optional<Snapshot> snapshot(long offsetMax);

    /** Forgets snapshots above an offset, because the log was cut there. */
    void dropSnapshots(long offsetMax);

    /** Deletes the log with all that belongs to it. The same id can be opened anew at once. */
    void delete(long graceMs);

    /** Gives up writing. Does not force anything. */
    @Override
    void close();

    /**
     * State that was kept beside a log.
     *
     * @param offset the state reflects all records below this offset
     * @param state  the bytes, positioned at their start
     */
    record Snapshot(long offset, ByteBuffer state) {
    }
}
