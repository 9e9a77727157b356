package io.volok.log.store;

import java.util.List;

/**
 * Keeps the segments of many logs. The seam between a log and what its bytes lie on.
 *
 * <p>Contract, which one test suite checks for every implementation:
 * <ul>
 * <li><b>Single writer by epoch.</b> {@link #open} gives the caller the next epoch of that log. From then on every
 * change by the holder of an older epoch fails with {@link FencedWriter}, also one that it has begun.
 * <li><b>Durable order.</b> What an append has written is read back by everybody at once; {@link LogStore#sync}
 * answers in the order of the calls, and an answer covers all that was appended before its call.
 * <li><b>Failed appends leave nothing.</b> After {@link DiskFull} the segment is as it was and may be appended to
 * again. After {@link AppendFailed} its tail is unknown and this writer can append no more.
 * <li><b>Seal is final.</b> A sealed segment is never appended to again, also not after a restart.
 * <li><b>The list changes by compare-and-set.</b> A change names the version of the list it was decided on, and fails
 * with {@link StaleSegmentList} if that is no longer the current one. A change is whole or not at all, whatever
 * crashes.
 * <li><b>Delete with grace.</b> Removed segments leave the list at once and can be read by those who hold a pin.
 * </ul>
 * Thread safe. Nothing is written for a log until its first segment is created.
 */
public interface SegmentStore extends AutoCloseable {

    /**
     * Opens a log for writing and fences the writer before. A log that does not exist is an empty one.
     *
     * @param owner where answers of {@link LogStore#sync} are run
     */
    LogStore open(LogId id, Owner owner);

    /** Logs directly under a kind that have had a segment and have not been deleted, sorted by name. */
    List<LogId> logs(String kind);

    /** Bytes that can still be written, as far as the store can tell. */
    long usableBytes();

    /** All bytes that the store's place has, used or not; -1 where that cannot be told. */
    long totalBytes();

    /**
     * Keeps what has to be remembered about all logs and lets go of everything. Logs are closed before by their
     * owners.
     */
    @Override
    void close();
}
