package io.volok.log.store;

/**
 * The way back to the thread that owns a log: a shard's {@code execute}.
 *
 * <p>Called from the store's own threads. Tasks run in the order in which one caller handed them in, never inside the
 * call.
 */
@FunctionalInterface
public interface Owner {

    /** Queues a task for the owning thread. */
    void execute(Runnable task);
}
