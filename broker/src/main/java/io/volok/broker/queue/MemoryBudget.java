package io.volok.broker.queue;

import io.volok.codec.bytes.ByteWriter;
import io.volok.codec.record.BatchBuilder;

import java.util.ArrayDeque;

/**
 * How many bytes of messages the queues of one shard keep in memory; what is beyond is read back from the log. Also
 * lends the builders in which batches are written, since only queues that got messages in this batch of work need one.
 */
public final class MemoryBudget {

    /** The builders that wait for their next use keep no more than this together. */
    private static final int BUILDER_BYTES_KEPT = 4 << 20;
    private static final int SCRATCH_BYTES_KEPT = 256 * 1024;
    /**
     * One queue takes no more than this part of the budget, so that a backlog nobody reads leaves room for the others.
     * It is also small enough for the young generation: messages that a slow consumer leaves here for seconds would
     * grow the heap with garbage that only a full collection removes, and the page cache serves it as well.
     */
    private static final int SHARE = 32;
    /** Memory is short when less than this part of the budget is left. */
    private static final int RESERVE = 8;

    private final long limitBytes;
    private final ArrayDeque<BatchBuilder> builders = new ArrayDeque<>();
    private final ByteWriter scratch = new ByteWriter(256);
    private long builderBytes;
    private long usedBytes;

    /** A budget of so many bytes. */
    public MemoryBudget(long limitBytes) {
        this.limitBytes = limitBytes;
    }

    /** What may be used. */
    public long limitBytes() {
        return limitBytes;
    }

    /** What is used: bodies, properties and record overhead. */
    public long usedBytes() {
        return usedBytes;
    }

    /** Whether {@code bytes} more, for a lane that has {@code laneBytes}, are within the budget. */
    boolean allows(long laneBytes, int bytes) {
        return usedBytes + bytes <= limitBytes && laneBytes + bytes <= limitBytes / SHARE;
    }

    /** Whether so much is used that what can be had from the log again should be given back. */
    boolean isShort() {
        return usedBytes > limitBytes - limitBytes / RESERVE;
    }

    /** An empty buffer for a few bytes that are used at once. */
    ByteWriter scratch() {
        scratch.reset(SCRATCH_BYTES_KEPT);
        return scratch;
    }

    void take(long bytes) {
        usedBytes += bytes;
    }

    void give(long bytes) {
        usedBytes -= bytes;
    }

    BatchBuilder borrowBuilder() {
        BatchBuilder builder = builders.poll();
        if (builder == null) {
            return new BatchBuilder();
        }
        builderBytes -= builder.array().length;
        return builder;
    }

    void returnBuilder(BatchBuilder builder) {
        if (builderBytes + builder.array().length <= BUILDER_BYTES_KEPT) {
            builderBytes += builder.array().length;
            builders.push(builder);
        }
    }
}
