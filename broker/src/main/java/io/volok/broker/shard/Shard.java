package io.volok.broker.shard;

/**
 * The single-threaded place in which domain objects live.
 *
 * <p>A queue, a partition or a virtual host belongs to one shard for life, so none of them needs a lock. What drives
 * the shard is somebody else's business: an event loop in production, a {@code for} loop in tests.
 *
 * <p>Work arrives in batches (all frames of one socket read, all sockets of one loop round). What can be done once for
 * a whole batch is registered with {@link #afterBatch}: one file write for many publishes, one socket write for many
 * frames.
 */
public interface Shard {

    /** The steps that end a batch of work, in the order in which they run. */
    enum Phase {
        /** Pending records are appended to their logs. */
        APPEND,
        /** Messages are handed to consumers and waiting fetches are answered. */
        DISPATCH,
        /** Sessions hand what they have written to their sockets. */
        SEND
    }

    /** A task that has not run yet. */
    interface Timer {
        /** Stops the task from running; without effect once it has run. */
        void cancel();
    }

    /** Position of this shard among the broker's shards, from 0. */
    int index();

    /** Wall clock in milliseconds since the epoch. */
    long nowMs();

    /** Monotonic clock in nanoseconds, for durations only. */
    long nanoTime();

    /** Whether the caller runs on this shard. */
    boolean isCurrent();

    /** Queues a task; never runs it in the call. Any thread may call. Tasks of one caller keep their order. */
    void execute(Runnable task);

    /**
     * Queues the rest of a long piece of work, behind what sockets and other tasks have brought meanwhile. {@link #execute}
     * would not do: an event loop serves its tasks many at a time, those that they add included, before it looks at a socket.
     * Only on the shard.
     */
    void giveWay(Runnable rest);

    /**
     * Runs a task once at the end of the current batch of work. Only on the shard.
     *
     * <p>A task registered in a phase that is already running, or past, runs in a further round of the same batch end:
     * rounds repeat, from {@link Phase#APPEND}, until nothing is registered.
     */
    void afterBatch(Phase phase, Runnable task);

    /** Runs a task on this shard after {@code delayMs} milliseconds (0 or more). Only on the shard. */
    Timer schedule(long delayMs, Runnable task);
}
