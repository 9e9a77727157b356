package io.volok.server.amqp;

import io.volok.broker.access.Permission;
import io.volok.broker.queue.Consumer;
import io.volok.broker.queue.ConsumerSpec;
import io.volok.broker.queue.Delivery;
import io.volok.broker.queue.DeliverySink;
import io.volok.broker.queue.Queue;
import io.volok.broker.queue.QueueType;
import io.volok.broker.vhost.OrdinaryQueue;
import io.volok.broker.vhost.StreamQueue;
import io.volok.broker.vhost.StreamStart;
import io.volok.broker.vhost.TopicQueue;
import io.volok.broker.vhost.TopicTarget;
import io.volok.broker.vhost.VhostQueue;
import io.volok.codec.amqp.BasicMethod;
import io.volok.codec.amqp.ReplyCode;
import io.volok.codec.record.RecordView;

/** The consuming part of class basic (sections 1.8.3.1 to 1.8.3.6 and 1.8.3.10). */
final class ConsumeHandler {

    private static final long UNSET = -1;

    private final AmqpChannel channel;
    private final Connection connection;
    private final Consuming consuming;

    ConsumeHandler(AmqpChannel channel, Connection connection, Consuming consuming) {
        this.channel = channel;
        this.connection = connection;
        this.consuming = consuming;
    }

    // ---- basic.qos ----

    void qos(BasicMethod.Qos m) {
        if (m.prefetchSize() != 0) {
            throw ProtocolError.notImplemented("prefetch_size!=0 (" + m.prefetchSize() + ")");
        }
        if (m.global() || connection.clientPrefetchesByChannel()) {
            consuming.channelPrefetch(m.prefetchCount());
        } else {
            consuming.consumerPrefetch(m.prefetchCount());
            // RabbitMQ lifts the channel's limit here; whoever wants both sets the channel's last.
            consuming.channelPrefetch(0);
        }
        channel.send(new BasicMethod.QosOk());
    }

    // ---- basic.consume ----

    void consume(BasicMethod.Consume m) {
        checkRoom();
        if (consuming.subscription(m.consumerTag()) != null) {
            throw ProtocolError.notAllowed("attempt to reuse consumer tag '" + m.consumerTag() + "'");
        }
        String tag = m.consumerTag().isEmpty() ? Tags.consumerTag() : m.consumerTag();
        if (m.queue().equals(ReplySubscription.PSEUDO_QUEUE)) {
            consuming.add(replies(tag, m.noAck()));
            channel.answer(m.noWait(), new BasicMethod.ConsumeOk(tag));
            return;
        }
        VhostQueue queue = queue(m.queue());
        ConsumeArguments.check(m.arguments(), queue);
        if (ConsumeArguments.readsHistory(m.arguments(), queue)) {
            read(queue, m, tag);
            return;
        }
        switch (queue) {
            case OrdinaryQueue ordinary -> {
                check(ordinary, m);
                ConsumerSpec spec = spec(ordinary, m, tag);
                // The answer goes out before the first delivery: that comes when the batch ends.
                channel.answer(m.noWait(), new BasicMethod.ConsumeOk(tag));
                consuming.add(QueueSubscription.start(consuming, ordinary.queue(), spec, m.arguments()));
            }
            case TopicQueue worked -> {
                check(worked, m);
                WorkSubscription subscription = new WorkSubscription(consuming, tag, worked,
                        new WorkSubscription.Manner(m.noAck(), m.exclusive(), timeoutMs(worked, m), m.arguments()),
                        connection.shard);
                channel.answer(m.noWait(), new BasicMethod.ConsumeOk(tag));
                consuming.add(subscription);
                worked.work().subscribe(subscription);
            }
            case StreamQueue stream -> read(stream, m, tag);
        }
    }

    /** Consumes without taking anything: streams, and what other queues keep. */
    private void read(VhostQueue queue, BasicMethod.Consume m, String tag) {
        StreamSubscription subscription = subscription(queue, m, tag);
        StreamStart start = StreamOffsetArgument.read(m.arguments(), queue.resource().toString(),
                connection.shard.nowMs());
        TopicTarget topic = switch (queue) {
            case OrdinaryQueue ordinary -> null;
            case TopicQueue worked -> topic(worked.topic(), queue);
            case StreamQueue stream -> topic(stream.topic(), queue);
        };
        channel.answer(m.noWait(), new BasicMethod.ConsumeOk(tag));
        consuming.add(subscription);
        subscription.start(queue instanceof OrdinaryQueue ordinary ? ordinary.openHistory(start, subscription)
                : topic.open(start, subscription));
    }

    private void checkRoom() {
        int limit = connection.settings.consumersPerChannel();
        if (limit > 0 && consuming.subscriptionCount() >= limit) {
            throw ProtocolError.notAllowed("reached maximum (" + limit + ") of consumers per channel");
        }
    }

    /** The queue a client wants to take messages from. */
    private VhostQueue queue(String name) {
        String named = channel.queues().named(name);
        ProtocolError.check(connection.caller.grants().check(Permission.READ, connection.queueName(named)));
        return ProtocolError.check(connection.vhost.openQueue(named, connection.caller));
    }

    private static void check(OrdinaryQueue ordinary, BasicMethod.Consume m) {
        Queue queue = ordinary.queue();
        boolean shared = queue.consumerCount() > 0 || queue.spec().singleActiveConsumer();
        if (queue.hasExclusiveConsumer() || m.exclusive() && shared) {
            throw new ProtocolError(ReplyCode.ACCESS_REFUSED, ordinary.resource() + " in exclusive use");
        }
    }

    private static void check(TopicQueue worked, BasicMethod.Consume m) {
        topic(worked.topic(), worked);
        boolean shared = worked.work().consumerCount() > 0 || worked.isSingleActive();
        if (worked.work().hasExclusiveConsumer() || m.exclusive() && shared) {
            throw new ProtocolError(ReplyCode.ACCESS_REFUSED, worked.resource() + " in exclusive use");
        }
    }

    private static long timeoutMs(TopicQueue worked, BasicMethod.Consume m) {
        return ConsumeArguments.integer(m.arguments(), ConsumeArguments.TIMEOUT, worked, worked.consumerTimeoutMs());
    }

    private ConsumerSpec spec(OrdinaryQueue queue, BasicMethod.Consume m, String tag) {
        long priority = ConsumeArguments.integer(m.arguments(), ConsumeArguments.PRIORITY, queue, 0);
        long timeoutMs = ConsumeArguments.integer(m.arguments(), ConsumeArguments.TIMEOUT, queue, UNSET);
        return new ConsumerSpec(tag, m.noAck(), m.exclusive(),
                Math.clamp(priority, Integer.MIN_VALUE, Integer.MAX_VALUE), consuming.consumerPrefetch(),
                timeoutMs);
    }

    private StreamSubscription subscription(VhostQueue stream, BasicMethod.Consume m, String tag) {
        // RabbitMQ 4.3 takes a global prefetch for one of each consumer, and on a stream so does Volok.
        int prefetch = consuming.consumerPrefetch() == 0 ? consuming.channelPrefetch() : consuming.consumerPrefetch();
        if (prefetch == 0) {
            throw ProtocolError.preconditionFailed(
                    "consumer prefetch count is not set for stream " + stream.resource());
        }
        if (m.noAck()) {
            throw ProtocolError.notImplemented(
                    "automatic acknowledgement not supported by stream " + stream.resource());
        }
        return new StreamSubscription(consuming, tag, stream, prefetch, m.arguments());
    }

    private static TopicTarget topic(TopicTarget topic, VhostQueue queue) {
        if (topic == null) {
            throw new ProtocolError(ReplyCode.NOT_FOUND, "no " + queue.resource());
        }
        return topic;
    }

    private ReplySubscription replies(String tag, boolean noAck) {
        if (!noAck) {
            throw ProtocolError.preconditionFailed("reply consumer cannot acknowledge");
        }
        if (consuming.replies() != null) {
            throw ProtocolError.preconditionFailed("reply consumer already set");
        }
        String address = Tags.replyAddress();
        ReplySubscription replies = new ReplySubscription(consuming, tag, address,
                () -> connection.vhost.closeReplies(address));
        connection.vhost.openReplies(address, replies);
        return replies;
    }

    // ---- basic.cancel ----

    /** Cancelling a consumer that is not there is no error (section 1.8.3.5). */
    void cancel(BasicMethod.Cancel m) {
        consuming.cancel(m.consumerTag());
        channel.answer(m.noWait(), new BasicMethod.CancelOk(m.consumerTag()));
    }

    // ---- basic.get ----

    void get(BasicMethod.Get m) {
        switch (queue(m.queue())) {
            case OrdinaryQueue ordinary -> get(ordinary.queue(), m.noAck());
            case TopicQueue worked -> {
                channel.holdAnswers();
                worked.work().get(new GotWork(consuming, worked, m.noAck(), channel::releaseAnswers), () -> {
                    getEmpty();
                    channel.releaseAnswers();
                });
            }
            case StreamQueue stream -> throw ProtocolError.notImplemented(
                    "basic.get not supported by stream queues " + stream.resource());
        }
    }

    private void get(Queue queue, boolean noAck) {
        if (queue.spec().singleActiveConsumer() && queue.spec().type() == QueueType.QUORUM) {
            throw new ProtocolError(ReplyCode.RESOURCE_LOCKED, "cannot obtain access to locked "
                    + connection.queueName(queue.name())
                    + ". basic.get operations are not supported by <<\"quorum\">> queues with single active consumer");
        }
        if (queue.get(noAck, new Got(queue, noAck)) == null) {
            getEmpty();
        }
    }

    private void getEmpty() {
        consuming.gotNothing();
        channel.send(new BasicMethod.GetEmpty());
    }

    /** Takes the one message that is got. */
    private final class Got implements DeliverySink {

        private final Queue queue;
        private final boolean noAck;

        Got(Queue queue, boolean noAck) {
            this.queue = queue;
            this.noAck = noAck;
        }

        @Override
        public void deliver(Consumer none, Delivery delivery, RecordView record) {
            long tag = noAck ? consuming.skipGotTag() : consuming.holdGot(delivery);
            consuming.deliverGot(tag, delivery, queue.readyCount(), record);
        }

        @Override
        public boolean hasCredit(Consumer none) {
            return true;
        }

        @Override
        public void cancelled(Consumer holder, CancelReason why) {
            if (why == CancelReason.TIMED_OUT) {
                consuming.timedOut(null, holder.timeoutMs());
            }
        }
    }
}
