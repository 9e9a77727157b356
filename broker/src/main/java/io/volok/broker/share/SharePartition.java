package io.volok.broker.share;

import io.volok.broker.cursor.AckCursor;
import io.volok.broker.cursor.CursorFacts;
import io.volok.broker.partition.FetchWaiter;
import io.volok.broker.partition.Fetched;
import io.volok.broker.partition.Partition;
import io.volok.broker.shard.Shard;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.function.Consumer;

/**
 * One group's view of one partition: which records are available, in whose hands, or done.
 *
 * <p>Acquired records are locked for a time; one that is not acknowledged by then, or is released, is available again
 * until it has been delivered as often as it may be. Owned by the partition's shard.
 */
public final class SharePartition {

    private static final int READ_BYTES_MIN = 16 << 10;
    private static final int READ_BYTES_MAX = 1 << 20;

    private final String group;
    private final Partition partition;
    private final ShareLog log;
    private final DeadLetters deadLetters;
    private final Map<Long, Lease> held = new HashMap<>();
    private final PriorityQueue<Lease> deadlines = new PriorityQueue<>(Comparator.comparingLong(Lease::deadlineMs));
    private final Burials burials = new Burials();
    private final Eras eras;
    private final List<Runnable> movedListeners = new ArrayList<>();
    private final FetchWaiter onGrowth = grown -> wake();
    private List<Runnable> waiters = new ArrayList<>();
    /** Null until the group has a start offset here. */
    private AckCursor cursor;
    private int deliveryLimit = Integer.MAX_VALUE;
    private long era;
    private boolean flushPlanned;
    private boolean watching;
    private boolean wakePlanned;
    private long timerDueMs = Long.MAX_VALUE;
    private int bytesPerRecord = 256;

    /** Recovers from the log: what was in somebody's hands is available again. */
    SharePartition(String group, Partition partition, ShareLog log, DeadLetters deadLetters, Eras eras) {
        this.eras = eras;
        this.era = eras.next();
        this.group = group;
        this.partition = partition;
        this.log = log;
        this.deadLetters = deadLetters;
        this.cursor = log.replay();
        if (cursor != null && !cursor.recover(partition.startOffset(), partition.endOffset())) {
            log.renew(cursor, nowMs());
        }
    }

    /** What became of acknowledgements. */
    public enum Outcome {
        DONE,
        /** Some record is not in the member's hands. Nothing was changed. */
        NOT_HELD,
        /** They make no sense. Nothing was changed. */
        MALFORMED
    }

    /**
     * How far the group is.
     *
     * @param stateEpoch grows with each new beginning
     * @param startOffset everything below is done; -1 if the group has not begun here
     * @param doneAbove how many records at or above the start offset are done as well
     */
    public record Progress(int stateEpoch, long startOffset, long doneAbove) {
    }

    /** How much somebody would take. */
    public record Wish(int maxRecords, int maxBytes, boolean wholeBatches) {

        /**
         * @param maxRecords as many at most; of whole batches, enough
         * @param maxBytes of stored batches, but one batch at least
         * @param wholeBatches whether the rest of the last batch comes along, also beyond the number of records
         */
        public Wish {
            if (maxRecords <= 0) {
                throw new IllegalArgumentException("a wish for " + maxRecords + " records");
            }
        }
    }

    /** Hands out records, lowest offsets first. */
    public Acquired acquire(String member, Wish wish, ShareSettings settings) {
        open(settings);
        if (held.size() >= settings.maxLocks()) {
            return Acquired.NOTHING;
        }
        int mayTake = Math.min(wish.maxRecords(), settings.maxLocks() - held.size());
        Acquired acquired = Acquired.NOTHING;
        for (long from = cursor.peek(); from != AckCursor.NONE && acquired.count() == 0; from = cursor.peek()) {
            int readBytes = readBytes(mayTake, wish.maxBytes());
            if (!(partition.fetch(from, readBytes, settings.readCommitted()) instanceof Fetched.Batches batches)
                    || batches.records().length() == 0) {
                break;
            }
            acquired = new Acquisition(cursor, batches, new Caution(deliveryLimit))
                    .take(from, mayTake, wish.wholeBatches());
        }
        if (acquired.count() > 0) {
            bytesPerRecord = Math.max(1, acquired.records().remaining() / acquired.count());
            lock(member, acquired, deadline(settings));
        }
        changed();
        return acquired.in(era);
    }

    /**
     * Which stretch of the group's work this is. When the group is moved a new one begins: what was handed out before
     * is nobody's any more, although the same offsets are handed out again, perhaps to the same member.
     */
    public long era() {
        return era;
    }

    /** Has a task run whenever a new era begins. */
    public void whenMoved(Runnable listener) {
        if (!movedListeners.contains(listener)) {
            movedListeners.add(listener);
        }
    }

    private void moved() {
        era = eras.next();
        held.clear();
        deadlines.clear();
        List.copyOf(movedListeners).forEach(Runnable::run);
    }

    /** How many bytes of stored batches, up to a limit, somebody would read who acquires now. */
    public int readableBytes(int maxBytes, ShareSettings settings) {
        open(settings);
        long from = cursor.peek();
        boolean full = from == AckCursor.NONE || held.size() >= settings.maxLocks();
        if (!full && partition.fetch(from, maxBytes, settings.readCommitted()) instanceof Fetched.Batches batches) {
            batches.records().release();
            return batches.records().length();
        }
        return 0;
    }

    /** How many records can be acquired, as of the last time that somebody acquired. */
    public long readyCount() {
        return cursor == null ? 0 : cursor.available();
    }

    /** How many records can be acquired. */
    public long readyCount(ShareSettings settings) {
        open(settings);
        return cursor.available();
    }

    /** How many records are in the hands of other members than this one. */
    public long heldByOthers(String member) {
        return held.values().stream().filter(lease -> !lease.member().equals(member)).count();
    }

    /** Passes over everything that can be acquired. */
    public void archiveAvailable(ShareSettings settings) {
        open(settings);
        cursor.archiveAvailable();
        changed();
    }

    /** What a member has acquired and nobody has seen is available again, and does not count as delivered. */
    public void putBack(String member, long first, long last) {
        for (long offset = first; offset <= last; offset++) {
            if (holds(member, offset, offset)) {
                held.remove(offset);
                cursor.putBack(offset);
            }
        }
        planWake();
    }

    private long deadline(ShareSettings settings) {
        return settings.lockMs() == ShareSettings.NO_TIME_LIMIT ? ShareSettings.NO_TIME_LIMIT
                : nowMs() + settings.lockMs();
    }

    /** Makes the cursor, if the group begins, and takes it to where the log is. */
    private void open(ShareSettings settings) {
        begin(settings);
        deliveryLimit = settings.deliveryLimit();
        Fetched.Bounds bounds = partition.bounds();
        follow(bounds.startOffset());
        cursor.extend(Math.max(cursor.end(),
                settings.readCommitted() ? bounds.lastStableOffset() : bounds.highWatermark()));
    }

    /** The log may have lost its oldest records, also such as are in somebody's hands. */
    private void follow(long startOffset) {
        if (cursor != null && startOffset > cursor.floor()) {
            held.keySet().removeIf(offset -> offset < startOffset);
            cursor.trimmed(startOffset);
        }
    }

    /** About as much as the records asked for will take: what is read beyond them is read again next time. */
    private int readBytes(int maxRecords, int maxBytes) {
        long expected = Math.clamp(2L * maxRecords * bytesPerRecord, READ_BYTES_MIN, READ_BYTES_MAX);
        return (int) Math.min(expected, maxBytes);
    }

    /**
     * Takes all of the acknowledgements, which are in the order of their offsets, or none. Of what the log has dropped
     * anything may be said: it has no effect.
     */
    public Outcome acknowledge(String member, List<Acknowledgement> acknowledgements, ShareSettings settings) {
        deliveryLimit = settings.deliveryLimit();
        long start = partition.startOffset();
        follow(start);
        Outcome refusal = check(member, acknowledgements, settings, start);
        if (refusal != Outcome.DONE) {
            return refusal;
        }
        for (Acknowledgement each : acknowledgements) {
            Lease renewed = new Lease(member, deadline(settings), each.first(), each.last());
            boolean renews = false;
            for (long offset = Math.max(start, each.first()); offset <= each.last(); offset++) {
                renews |= each.type(offset) == Acknowledgement.RENEW;
                apply(each.type(offset), offset, renewed);
            }
            if (renews && renewed.deadlineMs() != ShareSettings.NO_TIME_LIMIT) {
                deadlines.add(renewed);
            }
        }
        changed();
        planTimer();
        return Outcome.DONE;
    }

    private Outcome check(String member, List<Acknowledgement> acknowledgements, ShareSettings settings, long start) {
        long next = 0;
        for (Acknowledgement each : acknowledgements) {
            if (!each.isWellFormed() || each.first() < next) {
                return Outcome.MALFORMED;
            }
            if (each.renews() && !settings.renewable() || !holds(member, Math.max(start, each.first()), each.last())) {
                return Outcome.NOT_HELD;
            }
            next = each.last() + 1;
        }
        return Outcome.DONE;
    }

    /** A member is gone: what it holds is available again. */
    public void releaseAll(String member) {
        List<Long> offsets = new ArrayList<>();
        held.forEach((offset, lease) -> {
            if (lease.member().equals(member)) {
                offsets.add(offset);
            }
        });
        offsets.sort(null);
        if (!offsets.isEmpty() && !partition.isDeleted()) {
            follow(partition.startOffset());
        }
        offsets.stream().filter(held::containsKey).forEach(this::release);
        changed();
    }

    /** Tells, perhaps in the call, when what has happened so far is kept, or that there is no room to keep it. */
    public void whenDurable(Consumer<Boolean> told) {
        burials.whenOver(() -> whenNoted(told));
    }

    /** As {@link #whenDurable}, but does not wait for dead letters: their records are not done with before. */
    public void whenNoted(Consumer<Boolean> told) {
        flush();
        if (log.isBehind()) {
            told.accept(false);
        } else {
            log.whenDurable(() -> told.accept(true));
        }
    }

    /** Has a task run, once, when there may be more to acquire. */
    public void await(Runnable waiter) {
        waiters.add(waiter);
        if (!watching) {
            watching = true;
            partition.await(onGrowth);
        }
    }

    /** Takes back {@link #await}. */
    public void forget(Runnable waiter) {
        waiters.remove(waiter);
    }

    /**
     * The group begins at an offset, forgetting what it did; or where its settings say (-1), if it has not begun yet: it
     * may have begun as a queue, before the group coordinator knew of it.
     */
    public void initialize(int stateEpoch, long startOffset) {
        if (startOffset < 0 && cursor != null) {
            log.adopt(stateEpoch, cursor, nowMs());
            return;
        }
        if (startOffset < 0 && !log.isEmpty() && stateEpoch <= log.stateEpoch()) {
            return;
        }
        log.begin(stateEpoch, startOffset, nowMs());
        cursor = startOffset < 0 ? null : new AckCursor(startOffset);
        moved();
        wake();
    }

    /** How far the group is. */
    public Progress progress() {
        if (cursor == null) {
            return new Progress(log.stateEpoch(), -1, 0);
        }
        long done = cursor.next() - cursor.floor() - cursor.acquired() - returned();
        return new Progress(log.stateEpoch(), cursor.floor(), done);
    }

    void close() {
        flush();
        log.close();
    }

    void delete() {
        cursor = null;
        log.delete();
        moved();
        wake();
    }

    private long returned() {
        return cursor.available() - (cursor.end() - cursor.next());
    }

    private void begin(ShareSettings settings) {
        if (cursor != null) {
            return;
        }
        Fetched.Bounds bounds = partition.bounds();
        long start = switch (settings.reset()) {
            case EARLIEST -> bounds.startOffset();
            case LATEST -> bounds.highWatermark();
            case BY_AGE -> partition.offsetAt(nowMs() - settings.resetAgeMs())
                    .map(found -> found.offset()).orElse(bounds.highWatermark());
        };
        cursor = new AckCursor(start);
        log.begin(log.stateEpoch(), start, nowMs());
    }

    private void lock(String member, Acquired acquired, long deadlineMs) {
        List<Acquired.Run> runs = acquired.runs();
        Lease lease = new Lease(member, deadlineMs, runs.getFirst().first(), runs.getLast().last());
        for (Acquired.Run run : runs) {
            for (long offset = run.first(); offset <= run.last(); offset++) {
                held.put(offset, lease);
            }
        }
        if (deadlineMs != ShareSettings.NO_TIME_LIMIT) {
            deadlines.add(lease);
            planTimer();
        }
    }

    private boolean holds(String member, long first, long last) {
        if (last - first >= held.size()) {
            return false;
        }
        for (long offset = first; offset <= last; offset++) {
            Lease lease = held.get(offset);
            if (lease == null || !lease.member().equals(member)) {
                return false;
            }
        }
        return true;
    }

    private void apply(byte type, long offset, Lease renewed) {
        switch (type) {
            case Acknowledgement.RELEASE -> release(offset);
            case Acknowledgement.RENEW -> held.put(offset, renewed);
            case Acknowledgement.REJECT -> {
                held.remove(offset);
                giveUp(offset, DeadLetters.Cause.REJECTED);
                planWake();
            }
            default -> {
                held.remove(offset);
                cursor.acknowledge(offset);
                planWake(); // There may have been as many locks as there may be.
            }
        }
    }

    private void release(long offset) {
        held.remove(offset);
        if (cursor.acquiredCount(offset) + 1 >= deliveryLimit) {
            giveUp(offset, DeadLetters.Cause.DELIVERED_TOO_OFTEN);
        } else {
            cursor.release(offset, true);
        }
        planWake();
    }

    /** Once for all that comes back in a batch of work, so that it goes out together. */
    private void planWake() {
        if (!wakePlanned && !waiters.isEmpty()) {
            wakePlanned = true;
            partition.shard().afterBatch(Shard.Phase.DISPATCH, this::wake);
        }
    }

    private void giveUp(long offset, DeadLetters.Cause cause) {
        AckCursor current = cursor;
        DeadLetters.Letter letter = new DeadLetters.Letter(
                group, partition, offset, cursor.acquiredCount(offset) + 1, cause);
        burials.begin();
        deadLetters.bury(letter, () -> {
            if (cursor == current && cursor.isAcquired(offset)) {
                cursor.acknowledge(offset);
                changed();
            }
            burials.end();
        });
    }

    private void planTimer() {
        if (deadlines.isEmpty() || deadlines.peek().deadlineMs() >= timerDueMs) {
            return;
        }
        timerDueMs = deadlines.peek().deadlineMs();
        partition.shard().schedule(Math.max(0, timerDueMs - nowMs()), this::timeOut);
    }

    private void timeOut() {
        timerDueMs = Long.MAX_VALUE;
        long nowMs = nowMs();
        if (!held.isEmpty() && !partition.isDeleted()) {
            follow(partition.startOffset());
        }
        while (!deadlines.isEmpty() && deadlines.peek().deadlineMs() <= nowMs) {
            Lease over = deadlines.poll();
            for (long offset = over.first(); offset <= over.last(); offset++) {
                if (held.get(offset) == over) {
                    release(offset);
                }
            }
        }
        changed();
        planTimer();
    }

    private void changed() {
        if (cursor != null && !flushPlanned && CursorFacts.hasChanges(cursor)) {
            flushPlanned = true;
            partition.shard().afterBatch(Shard.Phase.APPEND, this::flush);
        }
    }

    private void flush() {
        flushPlanned = false;
        if (cursor != null && (log.isBehind() || CursorFacts.hasChanges(cursor))) {
            log.append(cursor, nowMs());
        }
    }

    private void wake() {
        wakePlanned = false;
        watching = false;
        partition.forget(onGrowth);
        List<Runnable> woken = waiters;
        waiters = new ArrayList<>();
        woken.forEach(Runnable::run);
    }

    private long nowMs() {
        return partition.shard().nowMs();
    }
}
