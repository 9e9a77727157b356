package io.volok.broker.queue;

/** How many bytes of messages the queues of one shard keep in memory; what is beyond is read back from the log. */
public final class MemoryBudget {

    private final long limitBytes;
    private long usedBytes;

    public MemoryBudget(long limitBytes) {
        this.limitBytes = limitBytes;
    }

    public long limitBytes() {
        return limitBytes;
    }

    public long usedBytes() {
        return usedBytes;
    }

    void take(long bytes) {
        usedBytes += bytes;
    }

    void give(long bytes) {
        usedBytes -= bytes;
    }

    boolean isExceeded() {
        return usedBytes > limitBytes;
    }
}
