package io.volok.server.amqp;

import io.volok.broker.message.Settlement;
import io.volok.broker.queue.Delivery;
import io.volok.broker.vhost.VhostTotals;
import io.volok.server.amqp.ConfirmLedger.Sink;
import io.volok.server.amqp.Recipient.Verdict;

/** In which of three modes a channel publishes: plain, with confirms, or in transactions. */
final class Publishing {

    private final Runnable onConfirmsDue;
    private ConfirmLedger confirms;
    private final Traffic traffic;
    private Transaction transaction;
    private final ContentBudget.Claim room;
    private boolean ended;

    /**
     * A channel's publishing.
     *
     * @param room          for transactions
     * @param onConfirmsDue told when {@link #emit} has something to tell
     */
    Publishing(Traffic traffic, ContentBudget.Claim room, Runnable onConfirmsDue) {
        this.room = room;
        this.traffic = traffic;
        this.onConfirmsDue = onConfirmsDue;
    }

    boolean isConfirming() {
        return confirms != null;
    }

    boolean isTransactional() {
        return transaction != null;
    }

    /** Turns confirms on for good. */
    void selectConfirms() {
        if (transaction != null) {
            throw ProtocolError.preconditionFailed("cannot switch from tx to confirm mode");
        }
        if (confirms == null) {
            confirms = new ConfirmLedger(onConfirmsDue);
        }
    }

    /** Turns transactions on for good. */
    void selectTransactions() {
        if (confirms != null) {
            throw ProtocolError.preconditionFailed("cannot switch from confirm to tx mode");
        }
        if (transaction == null) {
            transaction = new Transaction(room);
        }
    }

    /** The transaction under way. */
    Transaction transaction() {
        if (transaction == null) {
            throw ProtocolError.preconditionFailed("channel is not transactional");
        }
        return transaction;
    }

    /** Between tx.commit and its answer nothing else may come. */
    void checkNotCommitting() {
        if (transaction != null && transaction.isCommitting()) {
            throw ProtocolError.channelError("unexpected command while processing 'tx.commit'");
        }
    }

    /** A message has come. */
    void count() {
        traffic.published++;
    }

    /** A message could not be routed. */
    void unroutable(boolean returned, VhostTotals totals) {
        totals.unroutable(returned);
        if (returned) {
            traffic.returned++;
        } else {
            traffic.dropped++;
        }
    }

    // ---- confirms ----

    /** Takes the number of the next publish; 0 when nobody wants to know what becomes of it. */
    long open() {
        return confirms == null ? 0 : confirms.open();
    }

    /** Who is told what becomes of publishes, or null. */
    Settlement settlement() {
        return confirms;
    }

    void routed(long token, int destinations) {
        if (confirms != null) {
            confirms.routed(token, destinations);
        }
    }

    void abandon(long token) {
        if (confirms != null) {
            confirms.abandon(token);
        }
    }

    /** Writes the confirms that are due. */
    void emit(Sink sink, VhostTotals totals) {
        if (confirms != null && !ended) {
            long before = confirms.settled();
            confirms.emit(sink);
            traffic.confirmed += confirms.settled() - before;
            totals.addConfirmed(confirms.settled() - before);
        }
    }

    // ---- the end, and operators ----

    /** The channel is over: what is not committed is dropped, and its acknowledgements with it. */
    void end() {
        ended = true;
        if (transaction != null) {
            transaction.dropAcks((Delivery delivery, Recipient recipient) ->
                    recipient.settle(delivery, Verdict.FAIL));
        }
    }

    long unconfirmed() {
        return confirms == null ? 0 : confirms.unconfirmed();
    }

    int uncommitted() {
        return transaction == null ? 0 : transaction.publishCount();
    }

    int acksUncommitted() {
        return transaction == null ? 0 : transaction.ackCount();
    }
}
