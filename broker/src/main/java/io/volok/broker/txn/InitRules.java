package io.volok.broker.txn;

import java.util.Collections;

/**
 * InitProducerId with a transactional id: who asks becomes the only producer of the id.
 *
 * <p>The epoch is bumped, which fences whoever wrote before. An open transaction is aborted first, and the client has
 * to ask again. A client that says who it was (KIP-360) keeps its place unless somebody else has taken it.
 */
final class InitRules {

    private InitRules() {
    }

    /**
     * A wish.
     *
     * @param transactionalId the id, not null
     * @param timeoutMs how long its transactions may stay open
     * @param knownId the producer id that the client has, -1 if none
     * @param knownEpoch the epoch that the client has, -1 if none
     */
    record Wish(String transactionalId, int timeoutMs, long knownId, short knownEpoch) {

        boolean knowsItself() {
            return knownId != TxnProducer.NO_ID;
        }
    }

    /** Judges a wish; {@code current} is null for an id that was never used. */
    static TxnDecision decide(Transaction current, Wish wish, ProducerIds freshIds, long nowMs) {
        if (wish.knowsItself() != (wish.knownEpoch() != TxnProducer.NO_EPOCH)) {
            return TxnDecision.refuse(TxnRefusal.INVALID_REQUEST);
        }
        Transaction known = current != null ? current : unused(wish, freshIds, nowMs);
        if (wish.knowsItself() && !mayContinue(known.producer(), wish)) {
            return TxnDecision.refuse(TxnRefusal.FENCED);
        }
        return switch (known.state()) {
            case PREPARE_COMMIT, PREPARE_ABORT -> TxnDecision.refuse(TxnRefusal.BUSY);
            case ONGOING -> new TxnDecision.Move(EndRules.fenced(known, nowMs), new TxnReply.Refused(TxnRefusal.BUSY));
            case EMPTY, COMPLETE_COMMIT, COMPLETE_ABORT -> takeOver(known, wish, freshIds, nowMs);
        };
    }

    private static Transaction unused(Wish wish, ProducerIds freshIds, long nowMs) {
        return new Transaction(wish.transactionalId(), TxnProducer.fresh(freshIds.next()), wish.timeoutMs(),
                TxnState.EMPTY, Collections.emptySortedSet(), new Transaction.Times(-1, nowMs),
                Transaction.VERSION_0);
    }

    /** The id is new, or the client has the present producer id, or the one before with its last epoch. */
    private static boolean mayContinue(TxnProducer producer, Wish wish) {
        return producer.epoch() == TxnProducer.NO_EPOCH
                || wish.knownId() == producer.id()
                || wish.knownId() == producer.previousId() && TxnProducer.isExhausted(wish.knownEpoch());
    }

    private static TxnDecision takeOver(Transaction known, Wish wish, ProducerIds freshIds, long nowMs) {
        TxnProducer producer = known.producer();
        boolean current = !wish.knowsItself() || wish.knownEpoch() == producer.epoch();
        if (producer.isExhausted() && current) {
            short lastEpoch = wish.knowsItself() ? producer.epoch() : TxnProducer.NO_EPOCH;
            return TxnDecision.move(known.initialized(
                    producer.rotated(freshIds.next(), lastEpoch), wish.timeoutMs(), nowMs));
        }
        if (!wish.knowsItself()) {
            return TxnDecision.move(known.initialized(
                    producer.withEpochs(producer.bumped(), TxnProducer.NO_EPOCH), wish.timeoutMs(), nowMs));
        }
        if (current || producer.epoch() == TxnProducer.NO_EPOCH) {
            return TxnDecision.move(known.initialized(
                    producer.withEpochs(producer.bumped(), producer.epoch()), wish.timeoutMs(), nowMs));
        }
        // The answer to the same wish was lost: it is given again.
        return wish.knownEpoch() == producer.lastEpoch()
                ? TxnDecision.move(known.initialized(
                        producer.withEpochs(producer.epoch(), producer.lastEpoch()), wish.timeoutMs(), nowMs))
                : TxnDecision.refuse(TxnRefusal.FENCED);
    }
}
