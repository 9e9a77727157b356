package io.volok.broker.cursor;

import java.util.Objects;
import java.util.function.LongPredicate;

/**
 * A reader position in a log that many readers share, with one acknowledgement per message.
 *
 * <pre>
 *            archived        exceptions among acquired         never acquired     not written yet
 *   ---------------------|--------------------------------|-------------------|-----------------
 *                      floor                             next                end
 * </pre>
 *
 * <p>States of an offset: <em>available</em> (may be acquired), <em>acquired</em> (in somebody's hands),
 * <em>archived</em> (acknowledged, dropped or dead-lettered: done). Below {@code floor} everything is archived; from
 * {@code next} on everything is available; between them an offset is acquired unless an {@link OffsetBits} says that it
 * is archived out of order, or available again because it was returned. So memory is in proportion to what is out of
 * order, and in-order acknowledgement moves two numbers. The span from floor to next has no limit.
 *
 * <p>Returned offsets are acquired before those never acquired, lowest first: a message goes back to its place.
 *
 * <p>An offset may be <em>ephemeral</em>: a message that does not survive a restart. {@link #recover} archives those;
 * the ones that were never acquired are skipped when {@code next} comes to them.
 */
public final class AckCursor {

    /** "There is no such offset". */
    public static final long NONE = -1;

    private final OffsetBits archived = new OffsetBits();
    private final OffsetBits returned = new OffsetBits();
    private final ReturnCounts counts = new ReturnCounts();
    private final CursorJournal journal = new CursorJournal();
    private final OffsetBits ephemeral = new OffsetBits();
    /** Ephemeral offsets from {@code next} on that are void since the restart; {@code next} itself never is. */
    private final OffsetBits voided = new OffsetBits();
    private long floor;
    private long next;
    private long end;

    /** A cursor over a log that starts, and for now ends, at {@code start}. */
    public AckCursor(long start) {
        reset(start, start);
    }

    /** Everything below is archived. */
    public long floor() {
        return floor;
    }

    /** The first offset that was never acquired. */
    public long next() {
        return next;
    }

    /** The end of the log, exclusive. */
    public long end() {
        return end;
    }

    /** How many offsets can be acquired. */
    public long available() {
        return end - next - voided.size() + returned.size();
    }

    /** How many offsets are acquired. */
    public long acquired() {
        return next - floor - archived.size() - returned.size();
    }

    /** The log has grown. */
    public void extend(long newEnd) {
        check(newEnd >= end, "end goes back", newEnd);
        end = newEnd;
    }

    /** The lowest available offset, or {@link #NONE}. */
    public long peek() {
        if (returned.size() > 0) {
            return returned.first();
        }
        return next < end ? next : NONE;
    }

    /** The lowest available offset that is {@code from} or higher, or {@link #NONE}. */
    public long peekFrom(long from) {
        long again = returned.size() > 0 ? returned.firstFrom(from) : NONE;
        if (again != NONE) {
            return again;
        }
        long fresh = voided.firstAbsentFrom(Math.max(from, next));
        return fresh < end ? fresh : NONE;
    }

    /** Acquires the lowest available offset; {@link #NONE} when there is none. */
    public long acquire() {
        long offset = peek();
        if (offset != NONE) {
            take(offset);
        }
        return offset;
    }

    /** Acquires one offset that is known to be available; those never acquired go in order. */
    public void acquire(long offset) {
        check(offset == next && offset < end || returned.contains(offset), "not available", offset);
        take(offset);
    }

    private void take(long offset) {
        if (offset == next) {
            next++;
            skipVoided();
        } else {
            returned.remove(offset);
        }
    }

    private void skipVoided() {
        while (voided.size() > 0 && voided.contains(next)) {
            long to = voided.firstAbsentFrom(next);
            voided.removeBelow(to);
            archiveTo(to);
        }
    }

    /** From {@code from} (inclusive) to {@code to} (exclusive) are messages that do not survive a restart. */
    public void ephemeral(long from, long to) {
        ephemeral.addRange(from, to);
        journal.ephemeral(from, to);
    }

    /**
     * Gives an acquired offset back to its place.
     *
     * @param failed whether this delivery counts as a failed one
     */
    public void release(long offset, boolean failed) {
        check(isAcquired(offset), "not acquired", offset);
        counts.increment(offset, failed);
        journal.counted(offset);
        returned.add(offset);
    }

    /** Takes {@link #acquire} back: the offset is in its place again, and nobody ever had it. */
    public void putBack(long offset) {
        check(isAcquired(offset), "not acquired", offset);
        returned.add(offset);
    }

    /** An acquired offset is done. */
    public void acknowledge(long offset) {
        check(isAcquired(offset), "not acquired", offset);
        counts.remove(offset);
        if (offset == floor) {
            floor++;
            skipArchived();
        } else {
            archived.add(offset);
            journal.archived(offset);
        }
    }

    private void skipArchived() {
        while (archived.size() > 0 && archived.contains(floor)) {
            long to = archived.firstAbsentFrom(floor);
            archived.removeBelow(to);
            floor = to;
        }
    }

    /** Archives everything that is available now, and leaves what is acquired; returns how many offsets that were. */
    public long archiveAvailable() {
        long gone = available();
        for (long offset = returned.first(); offset != NONE; offset = returned.first()) {
            returned.remove(offset);
            acknowledge(offset);
        }
        voided.clear();
        archiveTo(end);
        return gone;
    }

    private void archiveTo(long to) {
        if (floor == next) {
            floor = to;
        } else {
            archived.addRange(next, to);
            journal.archived(next, to);
        }
        next = to;
    }

    /** Whether this offset is in somebody's hands. */
    public boolean isAcquired(long offset) {
        return offset >= floor && offset < next && !archived.contains(offset) && !returned.contains(offset);
    }

    /** Whether this offset is done. */
    public boolean isArchived(long offset) {
        return offset < floor || archived.contains(offset) || voided.contains(offset);
    }

    /** How many times this offset was acquired before and given back. */
    public int acquiredCount(long offset) {
        return counts.acquired(offset);
    }

    /** How many of those counted as failed. */
    public int deliveryCount(long offset) {
        return counts.failed(offset);
    }

    /** Whether no offset has ever come back that is not archived: nothing has a count. */
    public boolean hasNoCounts() {
        return counts.isEmpty();
    }

    /**
     * Moves the cursor: everything below {@code offset} is archived, everything from it on is available and new. Must
     * be followed by {@link CursorFacts#writeAll} where facts are kept.
     */
    public void seek(long offset) {
        check(offset <= end, "beyond the end", offset);
        reset(offset, end);
    }

    /** The log no longer has anything below {@code start}, so that all of it is archived. */
    public void trimmed(long start) {
        if (start <= floor) {
            return;
        }
        returned.removeBelow(start);
        archived.removeBelow(start);
        counts.removeBelow(start);
        floor = start;
        next = Math.max(next, start);
        end = Math.max(end, start);
        skipArchived();
    }

    private void reset(long start, long newEnd) {
        archived.clear();
        returned.clear();
        voided.clear();
        counts.clear();
        floor = start;
        next = start;
        end = newEnd;
    }

    /* ---- recovery: the state is put together again from facts, see CursorFacts ---- */

    /** Replay: everything below is archived. */
    void replayFloor(long offset) {
        trimmed(offset);
    }

    /** Replay: offsets below {@code offset} were acquired at some time. */
    void replayNext(long offset) {
        next = Math.max(next, offset);
        end = Math.max(end, next);
    }

    /** Replay: {@code from} (inclusive) to {@code to} (exclusive) is archived. */
    void replayArchived(long from, long to) {
        replayNext(to);
        long start = Math.max(from, floor);
        if (start < to) {
            archived.addRange(start, to);
            counts.removeRange(start, to);
            skipArchived();
        }
    }

    /** Replay: an offset has been given back. */
    void replayCounts(long offset, int acquired, int failed) {
        if (!isArchived(offset)) {
            replayNext(offset + 1);
            counts.put(offset, acquired, failed);
        }
    }

    /** Replay: {@code from} (inclusive) to {@code to} (exclusive) do not survive a restart. */
    void replayEphemeral(long from, long to) {
        ephemeral.addRange(Math.max(from, floor), to);
    }

    /** Replay: the cursor was moved, or its facts begin anew. */
    void replaySeek(long offset) {
        ephemeral.clear();
        reset(offset, offset);
    }

    /**
     * Ends the replay: what was acquired when the broker stopped is available again and counts as delivered before;
     * what is ephemeral is archived.
     *
     * @param logStart the first offset that the log still has
     * @param logEnd   the end of the log
     * @return false when the facts knew offsets that the log has lost; the cursor is right now, but its facts are not
     *         and must be written anew
     */
    public boolean recover(long logStart, long logEnd) {
        return recover(logStart, logEnd, offset -> false);
    }

    /**
     * As {@link #recover(long, long)}.
     *
     * @param staysAcquired tells which acquired offsets are not given back
     */
    public boolean recover(long logStart, long logEnd, LongPredicate staysAcquired) {
        trimmed(logStart);
        boolean whole = next <= logEnd && floor <= logEnd && ephemeral.firstFrom(logEnd) == NONE;
        if (!whole) {
            truncate(logEnd);
        }
        end = Math.max(logEnd, next);
        voidEphemeral();
        for (long offset = archived.firstAbsentFrom(floor); offset < next; offset = archived.firstAbsentFrom(offset + 1)) {
            if (staysAcquired.test(offset)) {
                continue;
            }
            if (counts.acquired(offset) == 0) {
                counts.put(offset, 1, 0);
            }
            returned.add(offset);
        }
        return whole;
    }

    private void voidEphemeral() {
        for (long from = ephemeral.firstFrom(floor); from != NONE; ) {
            long to = ephemeral.firstAbsentFrom(from);
            archived.addRange(Math.min(from, next), Math.min(to, next));
            voided.addRange(Math.max(from, next), Math.max(to, next));
            from = ephemeral.firstFrom(to);
        }
        skipArchived();
        skipVoided();
    }

    /** Whether some messages were given up by {@link #recover}, so that sums over what is there must be made anew. */
    public boolean hasEphemeral() {
        return ephemeral.size() > 0;
    }

    private void truncate(long logEnd) {
        ephemeral.removeFrom(logEnd);
        next = Math.min(next, logEnd);
        floor = Math.min(floor, logEnd);
        archived.removeFrom(logEnd);
        counts.removeRange(logEnd, Long.MAX_VALUE);
    }

    /** What is ephemeral and not below the floor. */
    OffsetBits ephemeralBits() {
        ephemeral.removeBelow(floor);
        return ephemeral;
    }

    CursorJournal journal() {
        return journal;
    }

    OffsetBits archivedBits() {
        return archived;
    }

    ReturnCounts counts() {
        return counts;
    }

    private static void check(boolean condition, String what, long offset) {
        if (!condition) {
            throw new IllegalStateException(Objects.requireNonNull(what) + ": " + offset);
        }
    }
}
