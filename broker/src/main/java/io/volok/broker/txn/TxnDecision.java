package io.volok.broker.txn;

/** What came of judging a wish against the state of its transactional id; nothing has happened yet. */
sealed interface TxnDecision {

    /** The state changes; the reply is given when the change is durable. */
    record Move(Transaction next, TxnReply reply) implements TxnDecision {
    }

    /** Nothing changes. */
    record Stay(TxnReply reply) implements TxnDecision {
    }

    /** Changes to {@code next} and tells the producer how it goes on. */
    static TxnDecision move(Transaction next) {
        return new Move(next, new TxnReply.Done(next.producer().id(), next.producer().epoch()));
    }

    /** It is as wished already. */
    static TxnDecision already(Transaction current) {
        return new Stay(new TxnReply.Done(current.producer().id(), current.producer().epoch()));
    }

    /** No. */
    static TxnDecision refuse(TxnRefusal why) {
        return new Stay(new TxnReply.Refused(why));
    }
}
