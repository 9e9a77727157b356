package io.volok.broker.queue;

import io.volok.broker.message.Message;
import io.volok.broker.message.Settlement;

import java.util.List;

/**
 * A queue: what its virtual host and its sessions call.
 *
 * <p>Life: made, {@link #replay} for each of its facts, {@link #start}, used, and {@link #delete} or {@link #close}. Work
 * is done in batches: what is enqueued is appended in {@link io.volok.broker.shard.Shard.Phase#APPEND} and delivered in
 * {@link io.volok.broker.shard.Shard.Phase#DISPATCH}; counts always include what is not appended yet.
 */
public final class Queue {

    /** A queue whose state has yet to be replayed; nothing else may be called before {@link #start}. */
    public Queue(QueueSpec spec, QueueSettings settings, QueueContext context) {
        throw new UnsupportedOperationException();
    }

    /* ---- recovery ---- */

    /** Applies one entry that this queue gave to {@link QueueFacts} in an earlier run; in order. */
    public void replay(byte[] entry, int offset, int length) {
        throw new UnsupportedOperationException();
    }

    /** Ends the replay and puts the queue to work. Also needed for a new queue. */
    public void start() {
        throw new UnsupportedOperationException();
    }

    /** Writes everything that its facts amount to now, as one or more entries, so that all earlier entries can go. */
    public void snapshot() {
        throw new UnsupportedOperationException();
    }

    /* ---- what it is ---- */

    public QueueSpec spec() {
        throw new UnsupportedOperationException();
    }

    public String name() {
        throw new UnsupportedOperationException();
    }

    public QueueSettings settings() {
        throw new UnsupportedOperationException();
    }

    /** Puts other settings in force (a policy has changed). */
    public void reconfigure(QueueSettings changed) {
        throw new UnsupportedOperationException();
    }

    /** Messages that could be delivered now. */
    public long readyCount() {
        throw new UnsupportedOperationException();
    }

    /** Messages that were delivered and are not settled. */
    public long unackedCount() {
        throw new UnsupportedOperationException();
    }

    /** Messages that wait for a delayed retry, or for the confirmation of their dead letter. */
    public long heldCount() {
        throw new UnsupportedOperationException();
    }

    /** All messages. */
    public long messageCount() {
        throw new UnsupportedOperationException();
    }

    /** Bytes of the bodies of ready messages. */
    public long readyBytes() {
        throw new UnsupportedOperationException();
    }

    /** Bytes of the bodies of unacknowledged messages. */
    public long unackedBytes() {
        throw new UnsupportedOperationException();
    }

    /** Totals since the start of the broker. */
    public QueueTotals totals() {
        throw new UnsupportedOperationException();
    }

    public int consumerCount() {
        throw new UnsupportedOperationException();
    }

    /** The consumers, in the order in which they came. */
    public List<Consumer> consumers() {
        throw new UnsupportedOperationException();
    }

    /** Whether a consumer wants to be alone, so that no other can come. */
    public boolean hasExclusiveConsumer() {
        throw new UnsupportedOperationException();
    }

    /* ---- messages in ---- */

    /**
     * Takes a message; its bytes are copied. It may be refused because the queue is full.
     *
     * @param settlement told once, during this call or later, what became of it; null when nobody asks
     * @param token      handed to the settlement
     */
    public void enqueue(Message message, Settlement settlement, long token) {
        throw new UnsupportedOperationException();
    }

    /* ---- messages out ---- */

    /**
     * Adds a consumer; deliveries begin when the batch ends. The caller has checked {@link #hasExclusiveConsumer} and, for
     * an exclusive one, {@link #consumerCount}.
     */
    public Consumer subscribe(ConsumerSpec spec, DeliverySink sink) {
        throw new UnsupportedOperationException();
    }

    /**
     * Removes a consumer. What it holds stays with its session, which settles it or gives it back. May delete an
     * auto-delete queue during the call. Without effect for a consumer that is gone already.
     */
    public void unsubscribe(Consumer consumer) {
        throw new UnsupportedOperationException();
    }

    /**
     * Delivers the next ready message to the sink during the call.
     *
     * @param noAck whether it is settled at once
     * @return its handle, or null when the queue is empty
     */
    public Delivery get(boolean noAck, DeliverySink sink) {
        throw new UnsupportedOperationException();
    }

    /** The message is done. This and its like do nothing for a delivery that is settled, or whose queue is gone. */
    public void ack(Delivery delivery) {
        throw new UnsupportedOperationException();
    }

    /**
     * The message goes back to its place in the queue.
     *
     * @param failed whether that counts towards the delivery limit of a quorum queue: yes for {@code basic.reject} and for
     *               a channel or connection that ended, no for {@code basic.nack} and {@code basic.recover} (RabbitMQ 4.3)
     */
    public void requeue(Delivery delivery, boolean failed) {
        throw new UnsupportedOperationException();
    }

    /** The message is dead-lettered with reason {@code rejected}, or dropped when there is no dead-letter exchange. */
    public void reject(Delivery delivery) {
        throw new UnsupportedOperationException();
    }

    /* ---- the whole ---- */

    /** Drops all ready messages; returns how many there were. They are not dead-lettered. */
    public long purge() {
        throw new UnsupportedOperationException();
    }

    /** Somebody has used the queue: its {@code x-expires} begins anew. Consuming and getting do that by themselves. */
    public void touch() {
        throw new UnsupportedOperationException();
    }

    /** Moves the cursor to an offset or to the start of what is kept; what was delivered before comes again. */
    public void seek(long offset) {
        throw new UnsupportedOperationException();
    }

    /** As {@link #seek}, to the first message that was enqueued at or after a time. */
    public void seekToTime(long timestampMs) {
        throw new UnsupportedOperationException();
    }

    /** Cancels the consumers, drops all messages and removes everything from storage; returns how many were ready. */
    public long delete() {
        throw new UnsupportedOperationException();
    }

    /** Writes what is pending and lets go of the storage; for an orderly stop. */
    public void close() {
        throw new UnsupportedOperationException();
    }
}
