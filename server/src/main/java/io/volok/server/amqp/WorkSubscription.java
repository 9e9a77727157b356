package io.volok.server.amqp;

import io.volok.broker.queue.Delivery;
import io.volok.broker.vhost.TopicQueue;
import io.volok.broker.vhost.WorkItem;
import io.volok.broker.vhost.WorkSink;
import io.volok.broker.vhost.WorkVerdict;
import io.volok.codec.bytes.ShortString;
import io.volok.codec.record.RecordView;
import io.volok.codec.table.FieldTable;

/** A consumer that takes part in working off a topic. */
final class WorkSubscription implements Subscription, WorkSink {

    private final Consuming channel;
    private final ShortString wireTag;
    private final TopicQueue queue;
    private final ShortString wireName;
    private final FieldTable arguments;
    private final boolean noAck;
    private final Prefetch window;
    private boolean ended;

    WorkSubscription(Consuming channel, String tag, TopicQueue queue, boolean noAck, FieldTable arguments) {
        this.channel = channel;
        this.wireTag = ShortString.of(tag);
        this.queue = queue;
        this.wireName = ShortString.of(queue.name());
        this.arguments = arguments;
        this.noAck = noAck;
        this.window = new Prefetch(noAck ? 0 : channel.consumerPrefetch());
    }

    /** A record in the client's hands; knows where to say what became of it. */
    final class Held implements Recipient {

        private final WorkItem item;

        Held(WorkItem item) {
            this.item = item;
        }

        @Override
        public void settle(Delivery none, Verdict verdict) {
            queue.work().settle(item, WorkRecipient.verdict(verdict));
            if (window.give()) {
                resume();
            }
            channel.windowGives();
        }
    }

    @Override
    public String tag() {
        return wireTag.text();
    }

    @Override
    public boolean hasCredit() {
        return window.isOpen() && channel.takesDeliveries();
    }

    @Override
    public void deliver(WorkItem item, RecordView record) {
        long tag;
        if (noAck) {
            tag = channel.skipTag();
        } else {
            window.take();
            tag = channel.hold(null, new Held(item));
        }
        channel.deliverWork(wireTag, tag, wireName, item, record);
        if (noAck) {
            queue.work().settle(item, WorkVerdict.DONE);
        }
    }

    @Override
    public void ended() {
        ended = true;
        channel.cancelledByBroker(this);
    }

    @Override
    public void cancel() {
        if (!ended) {
            ended = true;
            queue.work().unsubscribe(this);
        }
    }

    @Override
    public void resume() {
        if (!ended) {
            queue.work().resume(this);
        }
    }

    @Override
    public ConsumerInfo info() {
        return new ConsumerInfo(tag(), queue.name(), false, !noAck, window.limit(), true, false, arguments);
    }
}
