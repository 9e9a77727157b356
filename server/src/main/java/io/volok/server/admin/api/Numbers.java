package io.volok.server.admin.api;

import io.volok.broker.queue.Queue;
import io.volok.broker.queue.QueueTotals;
import io.volok.broker.vhost.Exchange;
import io.volok.broker.vhost.OrdinaryQueue;
import io.volok.broker.vhost.StreamQueue;
import io.volok.broker.vhost.TopicQueue;
import io.volok.broker.vhost.VhostQueue;
import io.volok.broker.vhost.VhostTotals;

/** A value for each {@link Counter}, at one moment. */
record Numbers(long[] values) {

    static Numbers zero() {
        return new Numbers(new long[Counter.count()]);
    }

    /** What a queue has counted. On its shard. */
    static Numbers of(VhostQueue queue) {
        Numbers numbers = zero();
        switch (queue) {
            case OrdinaryQueue ordinary -> numbers.read(ordinary.queue());
            case TopicQueue worked -> {
                numbers.read(worked.work().totals());
                numbers.set(Counter.READY, worked.readyCount());
                numbers.set(Counter.UNACKED, worked.work().unackedCount());
                numbers.set(Counter.MESSAGES, numbers.get(Counter.READY) + numbers.get(Counter.UNACKED));
            }
            case StreamQueue stream -> {
                // A stream gives nothing away, so all that was ever published counts as ready.
                numbers.set(Counter.MESSAGES, stream.readyCount());
                numbers.set(Counter.READY, stream.readyCount());
            }
        }
        return numbers;
    }

    private void read(Queue queue) {
        read(queue.totals());
        set(Counter.MESSAGES, queue.messageCount());
        set(Counter.READY, queue.readyCount());
        set(Counter.UNACKED, queue.unackedCount());
    }

    private void read(QueueTotals totals) {
        set(Counter.PUBLISH, totals.published());
        set(Counter.DELIVER, totals.delivered());
        set(Counter.DELIVER_NO_ACK, totals.deliveredNoAck());
        set(Counter.GET, totals.got());
        set(Counter.GET_NO_ACK, totals.gotNoAck());
        set(Counter.DELIVER_GET, totals.delivered() + totals.deliveredNoAck() + totals.got() + totals.gotNoAck());
        set(Counter.GET_EMPTY, totals.gotEmpty());
        set(Counter.REDELIVER, totals.redelivered());
        set(Counter.ACK, totals.acknowledged());
    }

    /** What is counted of a virtual host beside its queues and exchanges. On its shard. */
    static Numbers of(VhostTotals totals) {
        Numbers numbers = zero();
        numbers.set(Counter.CONFIRM, totals.confirmed());
        numbers.set(Counter.RETURN_UNROUTABLE, totals.returned());
        numbers.set(Counter.DROP_UNROUTABLE, totals.dropped());
        return numbers;
    }

    /** What an exchange has counted. On its shard. */
    static Numbers of(Exchange exchange) {
        Numbers numbers = zero();
        numbers.set(Counter.PUBLISH_IN, exchange.publishedIn());
        numbers.set(Counter.PUBLISH_OUT, exchange.publishedOut());
        return numbers;
    }

    long get(Counter counter) {
        return values[counter.ordinal()];
    }

    void set(Counter counter, long value) {
        values[counter.ordinal()] = value;
    }

    /** Adds other numbers to these. */
    void add(Numbers other) {
        for (int i = 0; i < values.length; i++) {
            values[i] += other.values[i];
        }
    }
}
