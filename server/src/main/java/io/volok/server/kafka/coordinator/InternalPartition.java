package io.volok.server.kafka.coordinator;

import io.volok.broker.shard.Shard;
import java.nio.ByteBuffer;

/**
 * One partition of an internal topic, as the coordinator that is its only writer sees it.
 *
 * <p>Every method but {@link #shard()} is called on that shard.
 */
public interface InternalPartition {

    /** The shard that owns the partition. Any thread may ask. */
    Shard shard();

    /** First offset that can still be read. */
    long startOffset();

    /** Offset that the next record gets. */
    long endOffset();

    /**
     * Appends one batch whose offsets are already stamped, starting at {@link #endOffset()}.
     *
     * @param batch a batch of magic 2; the partition may keep the buffer
     * @param durable run on the shard when the batch may be acknowledged
     */
    void append(ByteBuffer batch, Runnable durable);

    /**
     * Reads batches, starting with the one that holds {@code offset}: at least one whole, else at most
     * {@code maxBytes}; the last may be cut. An empty buffer says that nothing is there.
     */
    ByteBuffer read(long offset, int maxBytes);

    /** Drops what lies before {@code offset}, as far as whole segments go. */
    void deleteBefore(long offset);
}
