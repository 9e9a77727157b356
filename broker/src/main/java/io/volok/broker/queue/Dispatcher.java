package io.volok.broker.queue;

import io.volok.broker.shard.Shard;
import io.volok.codec.record.RecordView;

/** Hands ready messages to consumers, each in turn. */
final class Dispatcher {

    /** After so many the other queues and the sockets have their turn. */
    private static final int ROUND = 4096;

    private final Queue queue;
    private final Lanes lanes;
    private final ConsumerRing ring;
    private final MessageExpiry expiry;
    private final ConsumerTimeouts timeouts;
    private final Graveyard graveyard;
    private final Shard shard;
    private boolean running;

    Dispatcher(Queue queue, Lanes lanes, ConsumerRing ring, Graveyard graveyard, MessageExpiry expiry,
            ConsumerTimeouts timeouts, Shard shard) {
        this.queue = queue;
        this.lanes = lanes;
        this.ring = ring;
        this.graveyard = graveyard;
        this.expiry = expiry;
        this.timeouts = timeouts;
        this.shard = shard;
    }

    /** Whether messages are being delivered, so that this is a call from below. */
    boolean isRunning() {
        return running;
    }

    /** Whether somebody could be given a message. */
    boolean hasTaker() {
        return ring.peek() != null;
    }

    /** Delivers what can be delivered; false when it stopped before that was all. */
    boolean run() {
        long now = shard.nowMs();
        running = true;
        int served = 0;
        for (Lane lane = lanes.highest(); lane != null && served < ROUND; lane = lanes.highest()) {
            Consumer consumer = ring.peek();
            if (consumer == null) {
                break;
            }
            RecordView head = lane.head();
            if (expiry.isExpired(lane, head, now)) {
                graveyard.bury(lane.take(head, null, now), DeathReason.EXPIRED);
            } else {
                deliver(lane, head, consumer, now);
                served++;
            }
        }
        running = false;
        return served < ROUND;
    }

    private void deliver(Lane lane, RecordView head, Consumer consumer, long now) {
        QueueTotals totals = queue.totals();
        Delivery delivery = lane.take(head, consumer, now);
        if (consumer.spec().noAck()) {
            delivery.settleOnce();
            lane.settle(delivery);
            totals.deliveredNoAck++;
        } else {
            consumer.holds(delivery);
            timeouts.watch(consumer);
            totals.delivered++;
        }
        totals.redelivered += delivery.redelivered() ? 1 : 0;
        ring.served(consumer);
        consumer.sink().deliver(consumer, delivery, head);
    }

    /** Delivers the next message to whoever asks for one; null when there is none. */
    Delivery deliverOne(boolean noAck, DeliverySink sink) {
        long now = shard.nowMs();
        Consumer getter = noAck || queue.spec().type() != QueueType.QUORUM ? null : Consumer.getter(queue, sink);
        for (Lane lane = lanes.highest(); lane != null; lane = lanes.highest()) {
            RecordView head = lane.head();
            Delivery delivery = lane.take(head, getter, now);
            if (!expiry.isPastTime(lane, head, now)) {
                return handOver(delivery, noAck, sink, head);
            }
            graveyard.bury(delivery, DeathReason.EXPIRED);
        }
        return null;
    }

    private Delivery handOver(Delivery delivery, boolean noAck, DeliverySink sink, RecordView record) {
        QueueTotals totals = queue.totals();
        if (noAck) {
            delivery.settleOnce();
            delivery.lane.settle(delivery);
            totals.gotNoAck++;
        } else {
            watch(delivery);
            totals.got++;
        }
        totals.redelivered += delivery.redelivered() ? 1 : 0;
        sink.deliver(null, delivery, record);
        return delivery;
    }

    private void watch(Delivery delivery) {
        if (delivery.consumer != null) {
            delivery.consumer.holds(delivery);
            timeouts.watch(delivery.consumer);
        }
    }
}
