package io.volok.broker.queue;

/**
 * Sizes of bodies in one lane. What was ever enqueued and what is archived are running sums that are noted among the
 * facts, so that after a restart only the messages since the last note have to be looked at.
 */
final class LaneSizes {

    private long enqueued;
    private long archived;
    private long unacked;
    private long held;
    private long replayedEnd = -1;
    private long writtenEnqueued;
    private long writtenEnd;

    long enqueued() {
        return enqueued;
    }

    long archived() {
        return archived;
    }

    long unacked() {
        return unacked;
    }

    long held() {
        return held;
    }

    long ready() {
        return enqueued - archived - unacked - held;
    }

    void enqueued(long bytes) {
        enqueued += bytes;
    }

    void archived(long bytes) {
        archived += bytes;
    }

    void unacked(long bytes) {
        unacked += bytes;
    }

    void held(long bytes) {
        held += bytes;
    }

    /** Everything ready is archived. */
    void purged() {
        archived += ready();
    }

    /** Starts again from a count of what is there. */
    void recount(long newEnqueued, long newArchived, long end) {
        enqueued = newEnqueued;
        archived = newArchived;
        unacked = 0;
        held = 0;
        written(end, 0);
    }

    /** Replay: the sums as they were when the log ended at {@code end}. */
    void replayed(long end, long newEnqueued, long newArchived) {
        replayedEnd = end;
        enqueued = newEnqueued;
        archived = newArchived;
    }

    /** End of the log when the replayed sums were noted, -1 if there were none. */
    long replayedEnd() {
        return replayedEnd;
    }

    /** The sums are noted, but for {@code pendingBytes} that are not written. */
    void written(long end, long pendingBytes) {
        writtenEnqueued = enqueued - pendingBytes;
        writtenEnd = end;
    }

    /** Whether so much was enqueued since the sums were noted that counting it after a crash would take long. */
    boolean areStale(long bytes, long end, long messages) {
        return enqueued - writtenEnqueued > bytes || end - writtenEnd > messages;
    }
}
