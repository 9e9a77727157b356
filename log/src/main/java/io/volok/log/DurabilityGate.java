package io.volok.log;

import io.volok.log.store.LogStore;

/**
 * Knows what part of a log has been forced, asks the store for more, and holds tasks back until their part is durable.
 *
 * <p>At most one request is with the store; what is appended meanwhile is covered by the next. So the group that one
 * force covers grows with the load by itself.
 */
final class DurabilityGate {

    private static final int TASKS_KEPT = 1024;

    private final LogStore store;
    private final Runnable forced = this::forced;
    private LogConfig.Flush flush;
    private long endOffset;
    private long syncedEndOffset;
    private long requestedEndOffset;
    private boolean requested;
    private long unflushedMessages;
    private long unflushedSinceMs = Long.MAX_VALUE;

    /** Waiting tasks in a ring, by ascending end offset; a power of two of them. */
    private Runnable[] tasks = new Runnable[0];
    private long[] taskEnds = new long[0];
    private int head;
    private int waiting;

    DurabilityGate(LogStore store, LogConfig.Flush flush, long endOffset) {
        this.store = store;
        this.flush = flush;
        this.endOffset = endOffset;
        this.syncedEndOffset = endOffset;
    }

    void configure(LogConfig.Flush changed) {
        flush = changed;
    }

    /** End of what is durable as the settings want it. */
    long durableEndOffset() {
        return flush.messages() == 1 ? syncedEndOffset : endOffset;
    }

    void appended(long firstOffset, long newEndOffset) {
        endOffset = newEndOffset;
        unflushedMessages += newEndOffset - firstOffset;
        if (unflushedMessages >= flush.messages()) {
            request();
        }
    }

    /** The log was cut: what was forced above is no longer there. */
    void truncated(long newEndOffset) {
        endOffset = newEndOffset;
        syncedEndOffset = Math.min(syncedEndOffset, newEndOffset);
        requestedEndOffset = Math.min(requestedEndOffset, newEndOffset);
    }

    /** The log begins anew, empty, at an offset. */
    void restarted(long newEndOffset) {
        endOffset = newEndOffset;
        syncedEndOffset = newEndOffset;
        requestedEndOffset = newEndOffset;
    }

    void whenDurable(long end, Runnable task) {
        if (durableEndOffset() >= end) {
            task.run();
        } else {
            enqueue(end, task);
        }
    }

    /** Holds a task until the bytes up to now have been forced, whatever the settings. */
    void afterForce(Runnable task) {
        if (syncedEndOffset >= endOffset && !requested) {
            store.sync(task);
        } else {
            enqueue(endOffset, task);
            request();
        }
    }

    /** Nobody waits any more. */
    void close() {
        waiting = 0;
        requested = true;
    }

    void tick(long nowMs) {
        if (unflushedMessages == 0) {
            unflushedSinceMs = Long.MAX_VALUE;
        } else if (unflushedSinceMs == Long.MAX_VALUE) {
            unflushedSinceMs = nowMs;
        }
        if (unflushedSinceMs != Long.MAX_VALUE && nowMs - unflushedSinceMs >= flush.ms()) {
            unflushedSinceMs = Long.MAX_VALUE;
            request();
        }
    }

    private void request() {
        if (requested) {
            return;
        }
        requested = true;
        requestedEndOffset = endOffset;
        unflushedMessages = 0;
        store.sync(forced);
    }

    private void forced() {
        requested = false;
        syncedEndOffset = Math.max(syncedEndOffset, requestedEndOffset);
        release(syncedEndOffset);
        if (waiting > 0 || unflushedMessages >= flush.messages()) {
            request();
        }
    }

    private void enqueue(long end, Runnable task) {
        if (waiting == tasks.length) {
            grow();
        }
        int tail = head + waiting++ & tasks.length - 1;
        tasks[tail] = task;
        taskEnds[tail] = end;
    }

    private void grow() {
        int capacity = Math.max(8, tasks.length * 2);
        Runnable[] grownTasks = new Runnable[capacity];
        long[] grownEnds = new long[capacity];
        for (int i = 0; i < waiting; i++) {
            int from = head + i & tasks.length - 1;
            grownTasks[i] = tasks[from];
            grownEnds[i] = taskEnds[from];
        }
        tasks = grownTasks;
        taskEnds = grownEnds;
        head = 0;
    }

    private void release(long end) {
        while (waiting > 0 && taskEnds[head] <= end) {
            Runnable task = tasks[head];
            tasks[head] = null;
            head = head + 1 & tasks.length - 1;
            waiting--;
            task.run();
        }
        if (waiting == 0 && tasks.length > TASKS_KEPT) {
            tasks = new Runnable[0];
            taskEnds = new long[0];
            head = 0;
        }
    }
}
