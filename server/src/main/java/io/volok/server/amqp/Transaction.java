package io.volok.server.amqp;

import io.volok.broker.message.Message;
import io.volok.broker.message.Settlement;
import io.volok.broker.queue.Delivery;
import io.volok.broker.vhost.CommitWork;
import io.volok.broker.vhost.Exchange;
import io.volok.broker.vhost.TopicWork;
import io.volok.broker.vhost.VirtualHost;
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
 * <p>Publishes are routed at commit, all in one batch of work ({@link VirtualHost#commit}); the commit is answered when
 * every destination keeps what it was given, and every topic that is worked off, perhaps on other shards, keeps what was
 * acknowledged.
 */
final class Transaction implements Settlement {

    /** A publish that waits for the commit; its message has bytes of its own. */
    record Publish(Exchange exchange, Message message, boolean mandatory) {
    }

    private record Ack(Entry<Delivery, Recipient> entry, Verdict verdict) {

        /** What comes from a topic has no delivery. */
        boolean isOfQueue() {
            return entry.delivery() != null;
        }

        boolean isQueueDiscard() {
            return isOfQueue() && (verdict == Verdict.DISCARD || verdict == Verdict.REJECT);
        }
    }

    /** How publishes leave the transaction. */
    interface Publisher {
        /** Publishes one; returns how many destinations will settle it. */
        int publish(Publish publish, Settlement settlement);
    }

    /** What a publish takes besides its bytes, about. */
    private static final int PUBLISH_BYTES = 200;

    private final ContentBudget.Claim room;
    private long heldBytes;
    private final List<Publish> publishes = new ArrayList<>();
    private final List<Ack> acks = new ArrayList<>();
    private long destinations;
    private long settled;
    /** While the publishes are being routed, destinations may settle them during the call. */
    private boolean routing;
    private boolean rejected;
    private Runnable onDone;

    /** @param room the connection's memory */
    Transaction(ContentBudget.Claim room) {
        this.room = room;
    }

    /** Keeps a copy of a publish until the commit. */
    void add(Exchange exchange, Message message, boolean mandatory) {
        long bytes = PUBLISH_BYTES + message.length();
        if (!room.uncommitted(bytes)) {
            throw ProtocolError.preconditionFailed("no memory for this transaction: it has " + publishes.size()
                    + " uncommitted messages of " + heldBytes + " bytes, this connection " + room.uncommittedBytes()
                    + " bytes; commit more often, or use confirms");
        }
        heldBytes += bytes;
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
     * Commits. If a queue refuses a publish at once, nothing is acknowledged.
     *
     * @param onCompletion told once when everything is kept, or {@link #failed}; perhaps during the call
     */
    void commit(VirtualHost vhost, Publisher publisher, Consuming consuming, Runnable onCompletion) {
        rejected = false;
        onDone = onCompletion;
        destinations = 0;
        settled = 0;
        routing = true;
        vhost.commit(new Work(publisher, consuming));
        if (!rejected) {
            settle(consuming, acks);
            awaitTopics();
            acks.clear();
        }
        routing = false;
        answerIfSettled();
    }

    private static void settle(Consuming consuming, List<Ack> settled) {
        for (Ack ack : settled) {
            consuming.settle(ack.entry().delivery(), ack.entry().owner(), ack.verdict());
        }
    }

    /** What was acknowledged of topics may have to be kept on other shards. */
    private void awaitTopics() {
        Set<TopicWork> works = new LinkedHashSet<>();
        for (Ack ack : acks) {
            if (ack.entry().owner().work() != null) {
                works.add(ack.entry().owner().work());
            }
        }
        destinations += works.size();
        for (TopicWork work : works) {
            work.whenKept(kept -> {
                rejected |= !kept;
                accepted(0);
            });
        }
    }

    /** What a commit does while its virtual host puts it together. */
    private final class Work implements CommitWork {

        private final Publisher publisher;
        private final Consuming consuming;

        Work(Publisher publisher, Consuming consuming) {
            this.publisher = publisher;
            this.consuming = consuming;
        }

        @Override
        public boolean publish() {
            for (Publish publish : publishes) {
                destinations += publisher.publish(publish, Transaction.this);
            }
            forgetPublishes();
            return !rejected;
        }

        @Override
        public List<Delivery> discard() {
            List<Ack> discarded = acks.stream().filter(Ack::isQueueDiscard).toList();
            acks.removeIf(Ack::isQueueDiscard);
            settle(consuming, discarded);
            return discarded.stream().map(ack -> ack.entry().delivery()).toList();
        }

        @Override
        public List<Delivery> acknowledged() {
            return acks.stream().filter(ack -> ack.isOfQueue() && ack.verdict() == Verdict.ACK)
                    .map(ack -> ack.entry().delivery()).toList();
        }
    }

    private void forgetPublishes() {
        publishes.clear();
        room.committed(heldBytes);
        heldBytes = 0;
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
        forgetPublishes();
        consuming.restore(acks.stream().map(Ack::entry).toList());
        acks.clear();
    }

    /** The channel is over: hands out the deliveries whose acknowledgement was never committed. */
    void dropAcks(BiConsumer<Delivery, Recipient> taker) {
        forgetPublishes();
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
        settled++;
        answerIfSettled();
    }

    @Override
    public void rejected(long token) {
        rejected = true;
        settled++;
        answerIfSettled();
    }

    private void answerIfSettled() {
        if (!routing && settled == destinations && onDone != null) {
            Runnable done = onDone;
            onDone = null;
            done.run();
        }
    }
}
