package io.volok.broker.queue;

/** One priority level of a queue: a log, what of it is in memory, and an ack cursor. */
final class Lane {

    private final Queue queue;

    Lane(Queue queue) {
        this.queue = queue;
    }

    Queue queue() {
        return queue;
    }

    /** What is known of a message that is about to be delivered. */
    record Head(long offset, int bodySize, int deliveryCount, int acquiredCount) {
    }
}
