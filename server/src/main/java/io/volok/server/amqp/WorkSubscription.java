package io.volok.server.amqp;

import io.volok.broker.queue.Delivery;
import io.volok.broker.shard.Shard;
import io.volok.broker.vhost.TopicQueue;
import io.volok.broker.vhost.TopicWork;
import io.volok.broker.vhost.WorkItem;
import io.volok.broker.vhost.WorkSink;
import io.volok.broker.vhost.WorkVerdict;
import io.volok.codec.bytes.ShortString;
import io.volok.codec.record.RecordView;
import io.volok.codec.table.FieldTable;
import java.util.ArrayDeque;
import java.util.Deque;

/** A consumer that takes part in working off a topic. */
final class WorkSubscription implements Subscription, WorkSink {

    private final Consuming channel;
    private final ShortString wireTag;
    private final TopicQueue queue;
    private final ShortString wireName;
    private final Manner manner;
    private final Prefetch window;
    private final Shard shard;
    /** In the order of their deliveries, if they can time out; what is settled leaves when it is the first. */
    private final Deque<Held> watched = new ArrayDeque<>();
    private Shard.Timer timer;
    private boolean ended;

    /**
     * How it consumes.
     *
     * @param timeoutMs how long it may hold a record; negative for as long as it is there
     */
    record Manner(boolean noAck, boolean exclusive, long timeoutMs, FieldTable arguments) {
    }

    WorkSubscription(Consuming channel, String tag, TopicQueue queue, Manner manner, Shard shard) {
        this.channel = channel;
        this.wireTag = ShortString.of(tag);
        this.queue = queue;
        this.wireName = ShortString.of(queue.name());
        this.manner = manner;
        this.window = new Prefetch(manner.noAck ? 0 : channel.consumerPrefetch());
        this.shard = shard;
    }

    /** A record in the client's hands; knows where to say what became of it. */
    final class Held implements Recipient {

        private final WorkItem item;
        private final long dueMs;
        private boolean settled;

        Held(WorkItem item, long dueMs) {
            this.item = item;
            this.dueMs = dueMs;
        }

        @Override
        public void settle(Delivery none, Verdict verdict) {
            conclude(WorkRecipient.verdict(verdict));
            if (window.give()) {
                resume();
            }
            channel.windowGives();
        }

        /** Whoever says something too late is not heard: others may have the record. */
        private void conclude(WorkVerdict verdict) {
            if (!settled) {
                settled = true;
                queue.work().settle(item, verdict);
            }
        }

        @Override
        public TopicWork work() {
            return queue.work();
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
    public boolean acknowledges() {
        return !manner.noAck;
    }

    @Override
    public boolean exclusive() {
        return manner.exclusive;
    }

    @Override
    public void deliver(WorkItem item, RecordView record) {
        long tag;
        if (manner.noAck) {
            tag = channel.skipTag();
        } else {
            window.take();
            tag = channel.hold(null, this, hold(item));
        }
        channel.deliverWork(wireTag, tag, wireName, item, record);
    }

    // ---- what is held for too long ----

    private Held hold(WorkItem item) {
        long nowMs = shard.nowMs();
        boolean never = manner.timeoutMs < 0 || manner.timeoutMs > Long.MAX_VALUE - nowMs;
        Held held = new Held(item, never ? Long.MAX_VALUE : nowMs + manner.timeoutMs);
        if (!never) {
            dropSettled();
            watched.add(held);
            watch();
        }
        return held;
    }

    private void dropSettled() {
        while (!watched.isEmpty() && watched.peek().settled) {
            watched.poll();
        }
    }

    private void watch() {
        if (timer == null && !watched.isEmpty()) {
            timer = shard.schedule(Math.max(0, watched.peek().dueMs - shard.nowMs()), this::check);
        }
    }

    private void check() {
        timer = null;
        boolean late = false;
        for (dropSettled(); !watched.isEmpty() && watched.peek().dueMs <= shard.nowMs(); dropSettled()) {
            late = true;
            watched.poll().conclude(WorkVerdict.AGAIN);
        }
        watch();
        if (late) {
            cancel();
            channel.timedOut(this, manner.timeoutMs);
        }
    }

    // ---- its end ----

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
        return new ConsumerInfo(tag(), queue.name(), manner.exclusive, !manner.noAck, window.limit(),
                queue.work().isActive(this), queue.isSingleActive(), manner.arguments);
    }
}
