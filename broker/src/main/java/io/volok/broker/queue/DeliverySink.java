package io.volok.broker.queue;

import io.volok.codec.record.RecordView;

/**
 * Where a consumer's deliveries go: a channel of a session, on the shard of the queue.
 *
 * <p>Calls of {@link #deliver} come while the shard ends its batch, during {@link Queue#get}, and when a message comes
 * to a full queue. None of these methods may call the queue back, except that {@link Queue#requeue} and its like may be
 * called from {@link #cancelled}.
 */
public interface DeliverySink {

    /**
     * Hands over one message.
     *
     * @param consumer the consumer, null for the answer to {@link Queue#get}
     * @param delivery the handle to settle with; of a consumer without acknowledgements it is already settled and valid
     *                 during the call only
     * @param record   the stored message, valid during the call only
     */
    void deliver(Consumer consumer, Delivery delivery, RecordView record);

    /**
     * Whether this consumer may get one more message as far as its session is concerned (channel-wide prefetch, a full
     * socket). After answering no, the session calls {@link Consumer#resume} when that has changed.
     */
    boolean hasCredit(Consumer consumer);

    /**
     * The queue has dropped this consumer: it was deleted, or the consumer held a delivery for too long. The latter also
     * comes for a consumer that has left, and, with a consumer that the sink has not seen before, for what was got.
     *
     * @param why what happened
     */
    void cancelled(Consumer consumer, CancelReason why);

    /** Why a queue drops a consumer. */
    enum CancelReason {
        /** The queue is gone. */
        QUEUE_DELETED,
        /** Deliveries stayed unacknowledged beyond {@link Consumer#timeoutMs}; they went back to the queue. */
        TIMED_OUT
    }
}
