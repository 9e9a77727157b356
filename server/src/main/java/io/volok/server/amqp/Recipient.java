package io.volok.server.amqp;

import io.volok.broker.queue.Delivery;
import io.volok.broker.vhost.TopicWork;

/** Who holds an unacknowledged delivery, and therefore what settling it means. */
sealed interface Recipient
        permits QueueSubscription, StreamSubscription, GetRecipient, WorkSubscription.Held, WorkRecipient {

    /** How a client settles a delivery. */
    enum Verdict {
        /** basic.ack: done. */
        ACK,
        /** basic.nack with requeue, basic.recover: back to its place, as if never delivered. */
        RETURN,
        /** basic.reject with requeue, and what a channel held when it ended: back, and counted as a failed delivery. */
        FAIL,
        /** basic.nack without requeue: dead-lettered or dropped. */
        DISCARD,
        /** basic.reject without requeue: dead-lettered or dropped, and counted as a failed delivery. */
        REJECT
    }

    /**
     * Settles one delivery.
     *
     * @param delivery the queue's handle; null for what comes from a topic
     */
    void settle(Delivery delivery, Verdict verdict);

    /** The topic that it works off; null for what comes from elsewhere. */
    default TopicWork work() {
        return null;
    }

    /** Tells a queue what became of its delivery. */
    static void tellQueue(Delivery delivery, Verdict verdict) {
        switch (verdict) {
            case ACK -> delivery.queue().ack(delivery);
            case RETURN -> delivery.queue().requeue(delivery, false);
            case FAIL -> delivery.queue().requeue(delivery, true);
            case DISCARD -> delivery.queue().discard(delivery);
            case REJECT -> delivery.queue().reject(delivery);
        }
    }
}
