package io.volok.server.amqp;

import io.volok.broker.message.Message;
import io.volok.broker.message.Settlement;
import io.volok.broker.queue.Delivery;
import io.volok.broker.vhost.Exchange;
import io.volok.broker.vhost.TopicWork;
import io.volok.server.amqp.Recipient.Verdict;
import io.volok.server.amqp.UnackedLedger.Entry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * What a transactional channel has published and acknowledged since its last commit or rollback (section 1.9).
 *
 * <p>Publishes are routed at commit, all in one batch of work; the commit is answered when every destination keeps what
 * it was given, and every topic that is worked off, perhaps on other shards, keeps what was acknowledged.
 */
final class Transaction implements Settlement {

    /** A publish that waits for the commit; its message has bytes of its own. */
    record Publish(Exchange exchange, Message message, boolean mandatory) {
    }

    private record Ack(Entry<Delivery, Recipient> entry, Verdict verdict) {
    }

    /** How publishes leave the transaction. */
    interface Publisher {
        /** Publishes one; returns how many destinations will settle it. */
        int publish(Publish publish, Settlement settlement);
    }

    private final List<Publish> publishes = new ArrayList<>();
    private final List<Ack> acks = new ArrayList<>();
    private long unsettled;
    private boolean rejected;
    private Runnable onDone;

    /** Keeps a copy of a publish until the commit. */
    void add(Exchange exchange, Message message, boolean mandatory) {
        byte[] own = Arrays.copyOfRange(message.array(), message.offset(), message.offset() + message.length());
        publishes.add(new Publish(exchange, new Message().body(own, 0, own.length)
                .address(message.exchange(), message.routingKey())
                .traits(message.bodySize(), message.priority(), message.expirationMs(), message.persistent()),
                mandatory));
    }

    /** Keeps an acknowledgement until the commit. */
    void add(Entry<Delivery, Recipient> entry, Verdict verdict) {
        acks.add(new Ack(entry, verdict));
    }

    /**
     * Commits.
     *
     * @param onCompletion told once when everything is kept, or {@link #failed}; perhaps during the call
     */
    void commit(Publisher publisher, Consuming consuming, Runnable onCompletion) {
        rejected = false;
        onDone = onCompletion;
        unsettled = 1; // Held until all are routed, since destinations may settle during the call.
        for (Publish publish : publishes) {
            unsettled += publisher.publish(publish, this);
        }
        publishes.clear();
        Set<TopicWork> works = new LinkedHashSet<>();
        for (Ack ack : acks) {
            consuming.settle(ack.entry().delivery(), ack.entry().owner(), ack.verdict());
            if (ack.entry().owner().work() != null) {
                works.add(ack.entry().owner().work());
            }
        }
        acks.clear();
        unsettled += works.size();
        for (TopicWork work : works) {
            work.whenKept(kept -> {
                rejected |= !kept;
                settled();
            });
        }
        settled();
    }

    boolean isCommitting() {
        return onDone != null;
    }

    /** Whether the last commit lost a message: a queue has refused it. */
    boolean failed() {
        return rejected;
    }

    /** Forgets the publishes and returns the acknowledged deliveries to the ledger. */
    void rollback(Consuming consuming) {
        publishes.clear();
        consuming.restore(acks.stream().map(Ack::entry).toList());
        acks.clear();
    }

    /** The channel is over: hands out the deliveries whose acknowledgement was never committed. */
    void dropAcks(BiConsumer<Delivery, Recipient> taker) {
        publishes.clear();
        for (Ack ack : acks) {
            taker.accept(ack.entry().delivery(), ack.entry().owner());
        }
        acks.clear();
    }

    int publishCount() {
        return publishes.size();
    }

    int ackCount() {
        return acks.size();
    }

    @Override
    public void accepted(long token) {
        settled();
    }

    @Override
    public void rejected(long token) {
        rejected = true;
        settled();
    }

    private void settled() {
        unsettled--;
        if (unsettled == 0 && onDone != null) {
            Runnable done = onDone;
            onDone = null;
            done.run();
        }
    }
}
