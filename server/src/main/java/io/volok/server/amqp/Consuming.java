package io.volok.server.amqp;

import io.volok.broker.queue.Delivery;
import io.volok.broker.queue.QueueType;
import io.volok.broker.vhost.WorkItem;
import io.volok.codec.amqp.BasicMethod;
import io.volok.codec.bytes.ShortString;
import io.volok.codec.message.MessageDecoder;
import io.volok.codec.record.RecordView;
import io.volok.server.amqp.Recipient.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The consuming half of a channel: its consumers, its windows and what waits for acknowledgements. */
final class Consuming {

    private static final ShortString DELIVERY_COUNT = ShortString.of("x-delivery-count");
    private static final ShortString ACQUIRED_COUNT = ShortString.of("x-acquired-count");
    private static final ShortString STREAM_OFFSET = ShortString.of("x-stream-offset");

    private final int number;
    private final Connection connection;
    private final UnackedLedger<Delivery, Recipient> unacked = new UnackedLedger<>();
    private final Map<String, Subscription> subscriptions = new LinkedHashMap<>();
    private final Prefetch channelWindow = new Prefetch(0);
    /** The last one whose delivery counted against the channel's window. */
    private Subscription lastTaker;
    private int consumerPrefetch;
    private final Traffic traffic;
    private boolean ended;
    private final Consumer<ProtocolError> failure;

    /** @param failure ends the channel, some time later */
    Consuming(int number, Connection connection, Traffic traffic, Consumer<ProtocolError> failure) {
        this.traffic = traffic;
        this.failure = failure;
        this.number = number;
        this.connection = connection;
    }

    // ---- consumers ----

    Subscription subscription(String tag) {
        return subscriptions.get(tag);
    }

    int subscriptionCount() {
        return subscriptions.size();
    }

    void add(Subscription subscription) {
        subscriptions.put(subscription.tag(), subscription);
        connection.events.consumer(number, subscription.info());
    }

    /** Ends a consumer, who still gets what was published before. False when there is none of that tag. */
    boolean cancel(String tag) {
        Subscription subscription = subscriptions.get(tag);
        if (subscription != null) {
            subscription.catchUp();
            subscriptions.remove(tag);
            subscription.cancel();
            connection.events.consumerGone(number, subscription.info());
        }
        return subscription != null;
    }

    /** The consumer of direct replies, or null. */
    ReplySubscription replies() {
        for (Subscription subscription : subscriptions.values()) {
            if (subscription instanceof ReplySubscription replies) {
                return replies;
            }
        }
        return null;
    }

    /** The queue is gone under its consumer: the client is told if it can understand it. */
    void cancelledByBroker(Subscription subscription) {
        if (ended || !subscriptions.remove(subscription.tag(), subscription)) {
            return;
        }
        connection.events.consumerGone(number, subscription.info());
        if (connection.clientCan("consumer_cancel_notify")) {
            connection.out.method(number, new BasicMethod.Cancel(subscription.tag(), true));
        }
    }

    /**
     * A consumer has held a delivery for too long. If it is still there and the client can understand it, it is
     * cancelled; else the channel ends.
     *
     * @param subscription the consumer; null for a message that was got
     */
    void timedOut(Subscription subscription, long timeoutMs) {
        boolean there = subscription != null && subscriptions.get(subscription.tag()) == subscription;
        if (there && connection.clientCan("consumer_cancel_notify")) {
            cancelledByBroker(subscription);
        } else if (!ended) {
            failure.accept(ProtocolError.preconditionFailed("delivery acknowledgement on channel " + number
                    + " timed out. Timeout value used: " + timeoutMs + " ms. This timeout value can be configured, see"
                    + " consumers doc guide to learn more"));
        }
    }

    /**
     * Consumers may go on, in turn: who took the last place of the channel's window comes last, or else the same one
     * would take every place that becomes free.
     */
    void resumeAll() {
        Subscription last = lastTaker;
        boolean behind = false;
        for (Subscription subscription : subscriptions.values()) {
            if (behind) {
                subscription.resume();
            }
            behind |= subscription == last;
        }
        for (Subscription subscription : subscriptions.values()) {
            subscription.resume();
            if (subscription == last) {
                break;
            }
        }
    }

    // ---- windows ----

    int consumerPrefetch() {
        return consumerPrefetch;
    }

    /** Sets the window of consumers to come. */
    void consumerPrefetch(int prefetch) {
        consumerPrefetch = prefetch;
    }

    int channelPrefetch() {
        return channelWindow.limit();
    }

    /** Sets the window that all consumers share; those that are there feel it at once. */
    void channelPrefetch(int prefetch) {
        channelWindow.limit(prefetch);
        resumeAll();
    }

    /**
     * Whether a queue's consumer may get one more message as far as channel and socket are concerned. A full channel
     * holds back consumers that do not acknowledge, too.
     */
    boolean takesDeliveries() {
        return channelWindow.isOpen() && connection.endOfBatch.takesDeliveries();
    }

    boolean sessionTakesDeliveries() {
        return connection.endOfBatch.takesDeliveries();
    }

    /** Whether a direct reply can be written; they are never kept. */
    boolean sessionTakesReplies() {
        return !ended && connection.takesMore();
    }

    /** A consumer's delivery was settled. */
    void windowGives() {
        if (channelWindow.give()) {
            resumeAll();
        }
    }

    // ---- deliveries ----

    /** The tag of a delivery that nobody acknowledges. */
    long skipTag() {
        traffic.deliveredNoAck++;
        return unacked.skipTag();
    }

    /** The tag of a message that is got and not acknowledged. */
    long skipGotTag() {
        traffic.gotNoAck++;
        return unacked.skipTag();
    }

    /** There was nothing to get. */
    void gotNothing() {
        traffic.gotEmpty++;
    }

    /**
     * Enters a consumer's delivery; returns its tag.
     *
     * @param taker the consumer
     * @param by    who is told what becomes of the delivery
     */
    long hold(Delivery delivery, Subscription taker, Recipient by) {
        channelWindow.take();
        lastTaker = taker;
        traffic.delivered++;
        return unacked.add(delivery, by);
    }

    long holdStream(StreamSubscription by) {
        traffic.delivered++;
        return unacked.add(null, by);
    }

    /** Enters a record of a topic that was got; returns its tag. */
    long holdGot(WorkRecipient by) {
        traffic.got++;
        return unacked.add(null, by);
    }

    /** Enters a message that was got; returns its tag. */
    long holdGot(Delivery delivery) {
        traffic.got++;
        return unacked.add(delivery, GetRecipient.INSTANCE);
    }

    /** Writes a delivery. The handle is null for a direct reply. */
    void deliver(ShortString consumerTag, long tag, Delivery delivery, RecordView record) {
        MessageDecoder message = connection.decoder.read(record);
        boolean redelivered = false;
        ShortString routingKey = ShortString.EMPTY;
        if (delivery != null) {
            redelivered = delivery.redelivered();
            traffic.redelivered += redelivered ? 1 : 0;
            addCounts(message, delivery);
            trace(delivery, record);
        }
        connection.out.deliver(number, consumerTag, tag, redelivered, message, routingKey);
    }

    void deliverFromStream(ShortString consumerTag, long tag, ShortString stream, RecordView record) {
        MessageDecoder message = connection.decoder.read(record);
        message.addHeader(STREAM_OFFSET, record.offset());
        connection.out.deliver(number, consumerTag, tag, false, message, stream);
    }

    void deliverWork(ShortString consumerTag, long tag, ShortString queue, WorkItem item, RecordView record) {
        connection.out.deliver(number, consumerTag, tag, item.redelivered(), workMessage(item, record), queue);
    }

    void deliverGotWork(long tag, ShortString queue, WorkItem item, long messageCount, RecordView record) {
        connection.out.getOk(number, tag, item.redelivered(), messageCount, workMessage(item, record), queue);
    }

    private MessageDecoder workMessage(WorkItem item, RecordView record) {
        MessageDecoder message = connection.decoder.read(record);
        message.addHeader(STREAM_OFFSET, record.offset());
        if (item.redelivered()) {
            traffic.redelivered++;
            message.addHeader(DELIVERY_COUNT, item.deliveryCount() - 1);
        }
        return message;
    }

    void deliverGot(long tag, Delivery delivery, long messageCount, RecordView record) {
        MessageDecoder message = connection.decoder.read(record);
        addCounts(message, delivery);
        trace(delivery, record);
        traffic.redelivered += delivery.redelivered() ? 1 : 0;
        connection.out.getOk(number, tag, delivery.redelivered(), messageCount, message, ShortString.EMPTY);
    }

    private void trace(Delivery delivery, RecordView record) {
        if (connection.vhost.tracing()) {
            connection.vhost.traceDeliver(connection.traceOrigin(number), delivery.queue().name(),
                    delivery.redelivered(), record);
        }
    }

    /** Only quorum queues show how often a message was tried; a first delivery shows nothing. */
    private static void addCounts(MessageDecoder message, Delivery delivery) {
        if (delivery.acquiredCount() == 0 || delivery.queue().spec().type() != QueueType.QUORUM) {
            return;
        }
        message.addHeader(ACQUIRED_COUNT, delivery.acquiredCount());
        if (delivery.deliveryCount() > 0) {
            message.addHeader(DELIVERY_COUNT, delivery.deliveryCount());
        }
    }

    // ---- settling ----

    int unacknowledged() {
        return unacked.size();
    }

    /**
     * Takes entries out of the ledger: one tag, or all up to it; tag 0 with multiple means everything.
     *
     * @throws ProtocolError 406 for a tag that is not outstanding
     */
    void take(long tag, boolean multiple, UnackedLedger.Visitor<Delivery, Recipient> visitor) {
        if (tag == 0 && multiple) {
            unacked.removeAll(visitor);
            return;
        }
        boolean known = multiple ? unacked.removeUpTo(tag, visitor) : unacked.remove(tag, visitor);
        if (!known) {
            throw ProtocolError.preconditionFailed("unknown delivery tag " + Long.toUnsignedString(tag));
        }
    }

    /** Settles one entry that was taken out. */
    void settle(Delivery delivery, Recipient recipient, Verdict verdict) {
        if (verdict == Verdict.ACK) {
            traffic.acknowledged++;
        }
        recipient.settle(delivery, verdict);
    }

    /** Puts entries back: their transaction was rolled back. */
    void restore(List<UnackedLedger.Entry<Delivery, Recipient>> entries) {
        unacked.restore(entries);
    }

    /** Whether the channel is over. */
    boolean hasEnded() {
        return ended;
    }

    /** The channel is over: no more deliveries, and what is unacknowledged goes back. */
    void end() {
        ended = true;
        List<Subscription> all = new ArrayList<>(subscriptions.values());
        subscriptions.clear();
        unacked.removeAll((tag, delivery, recipient) -> recipient.settle(delivery, Verdict.FAIL));
        for (Subscription subscription : all) {
            subscription.cancel();
            connection.events.consumerGone(number, subscription.info());
        }
    }

    List<ConsumerInfo> infos() {
        List<ConsumerInfo> infos = new ArrayList<>();
        subscriptions.values().forEach(subscription -> infos.add(subscription.info()));
        return List.copyOf(infos);
    }
}
