package io.volok.broker.queue;

import java.util.function.Consumer;

/**
 * Batches of one lane that are in memory: those not yet delivered, so that a consumer that keeps up never reads the
 * log, and those that are in no log (transient queues). In order of offset; there may be gaps, which are in the log.
 */
final class LaneTail {

    private final MemoryBudget budget;
    private Batch[] ring = new Batch[4];
    private int head;
    private int size;
    private int unlogged;
    private long bytes;

    LaneTail(MemoryBudget budget) {
        this.budget = budget;
    }

    /** One batch; {@code lastOffset} is inclusive. */
    static final class Batch {
        final long baseOffset;
        final long lastOffset;
        final long maxTimestamp;
        final byte[] bytes;
        boolean logged;

        Batch(long baseOffset, long lastOffset, long maxTimestamp, byte[] bytes, boolean logged) {
            this.baseOffset = baseOffset;
            this.lastOffset = lastOffset;
            this.maxTimestamp = maxTimestamp;
            this.bytes = bytes;
            this.logged = logged;
        }
    }

    boolean isEmpty() {
        return size == 0;
    }

    /** Bytes held. */
    long bytes() {
        return bytes;
    }

    /** Whether another batch of this size is within the budget. */
    boolean hasRoom(int batchBytes) {
        return budget.allows(bytes, batchBytes);
    }

    void add(Batch batch) {
        if (size == ring.length) {
            grow();
        }
        ring[head + size++ & ring.length - 1] = batch;
        unlogged += batch.logged ? 0 : 1;
        bytes += batch.bytes.length;
        budget.take(batch.bytes.length);
    }

    /** The batch that contains this offset, or null when it is not in memory. */
    Batch find(long offset) {
        if (size == 0 || offset < at(0).baseOffset) {
            return null;
        }
        int low = 0;
        int high = size - 1;
        while (low < high) {
            int middle = low + high + 1 >>> 1;
            if (at(middle).baseOffset <= offset) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return offset <= at(low).lastOffset ? at(low) : null;
    }

    /**
     * Lets go of what is not needed any more.
     *
     * @param floor everything below is done
     * @param next  everything below was delivered, and can be read from the log should it come back
     */
    void release(long floor, long next) {
        while (size > 0) {
            Batch first = at(0);
            if (first.lastOffset >= (first.logged ? next : floor)) {
                return;
            }
            removeFirst();
        }
    }

    /** Hands all batches that are in no log to {@code writer}, in order, and counts them as logged. */
    void spill(Consumer<Batch> writer) {
        for (int i = 0; i < size && unlogged > 0; i++) {
            Batch batch = at(i);
            if (!batch.logged) {
                writer.accept(batch);
                batch.logged = true;
                unlogged--;
            }
        }
    }

    /** Lets go of the newest batches that are in the log until {@code batchBytes} more have room, or none is left. */
    void evictNewest(int batchBytes) {
        while (size > 0 && at(size - 1).logged && !hasRoom(batchBytes)) {
            Batch last = at(size - 1);
            ring[head + size - 1 & ring.length - 1] = null;
            size--;
            drop(last);
        }
    }

    void clear() {
        while (size > 0) {
            removeFirst();
        }
    }

    private void removeFirst() {
        Batch first = at(0);
        ring[head] = null;
        head = head + 1 & ring.length - 1;
        size--;
        drop(first);
    }

    private void drop(Batch batch) {
        unlogged -= batch.logged ? 0 : 1;
        bytes -= batch.bytes.length;
        budget.give(batch.bytes.length);
    }

    private Batch at(int index) {
        return ring[head + index & ring.length - 1];
    }

    private void grow() {
        Batch[] larger = new Batch[ring.length * 2];
        for (int i = 0; i < size; i++) {
            larger[i] = at(i);
        }
        ring = larger;
        head = 0;
    }
}
