package io.volok.server.amqp;

import io.volok.broker.queue.Consumer;
import io.volok.broker.queue.ConsumerSpec;
import io.volok.broker.queue.Delivery;
import io.volok.broker.queue.DeliverySink;
import io.volok.broker.queue.Queue;
import io.volok.codec.bytes.ShortString;
import io.volok.codec.record.RecordView;
import io.volok.codec.table.FieldTable;

/** A consumer of a classic or quorum queue. The queue keeps the consumer's own window, the channel keeps its. */
final class QueueSubscription implements Subscription, DeliverySink, Recipient {

    private final Consuming channel;
    private final ShortString wireTag;
    private final FieldTable arguments;
    private Consumer consumer;

    private QueueSubscription(Consuming channel, String tag, FieldTable arguments) {
        this.channel = channel;
        this.wireTag = ShortString.of(tag);
        this.arguments = arguments;
    }

    /** Subscribes; deliveries begin when the batch ends. */
    static QueueSubscription start(Consuming channel, Queue queue, ConsumerSpec spec, FieldTable arguments) {
        QueueSubscription subscription = new QueueSubscription(channel, spec.tag(), arguments);
        subscription.consumer = queue.subscribe(spec, subscription);
        return subscription;
    }

    @Override
    public String tag() {
        return wireTag.text();
    }

    @Override
    public void deliver(Consumer to, Delivery delivery, RecordView record) {
        boolean noAck = consumer.spec().noAck();
        long tag = noAck ? channel.skipTag() : channel.hold(delivery, this, this);
        channel.deliver(wireTag, tag, delivery, record);
    }

    @Override
    public boolean hasCredit(Consumer asked) {
        return channel.takesDeliveries();
    }

    @Override
    public void cancelled(Consumer dropped, CancelReason why) {
        switch (why) {
            case QUEUE_DELETED -> channel.cancelledByBroker(this);
            case TIMED_OUT -> channel.timedOut(this, dropped.timeoutMs());
        }
    }

    @Override
    public void settle(Delivery delivery, Verdict verdict) {
        // The channel first: whose turn it is gets its queue in line before the one that hears of this.
        channel.windowGives();
        Recipient.tellQueue(delivery, verdict);
    }

    @Override
    public void catchUp() {
        consumer.queue().touch();
    }

    @Override
    public void cancel() {
        consumer.queue().unsubscribe(consumer);
    }

    @Override
    public void resume() {
        consumer.resume();
    }

    @Override
    public ConsumerInfo info() {
        ConsumerSpec spec = consumer.spec();
        return new ConsumerInfo(tag(), consumer.queue().name(), spec.exclusive(), !spec.noAck(), spec.prefetch(),
                consumer.isActive(), consumer.queue().spec().singleActiveConsumer(), arguments);
    }
}
