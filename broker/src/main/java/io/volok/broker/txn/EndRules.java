package io.volok.broker.txn;

/**
 * EndTxn: commit or abort.
 *
 * <p>Before KIP-890 the epoch must be the present one, and an end that fits to how the transaction ended is a retry:
 * it succeeds again. Since KIP-890 (client version 2) each end bumps the epoch, so a retry is known by the epoch
 * before, and abort is allowed at any time:
 *
 * <pre>
 *                     abort               commit
 *                 retry   present     retry   present
 *   EMPTY         fenced  bump        fenced  wrong state
 *   COMPLETE_ABORT  ok    bump        wrong   wrong state
 *   COMPLETE_COMMIT wrong bump        ok      wrong state
 * </pre>
 */
final class EndRules {

    private EndRules() {
    }

    /**
     * A wish.
     *
     * @param transactionalId the id
     * @param producerId who asks
     * @param producerEpoch in which epoch
     * @param commit whether to commit; else abort
     * @param clientVersion the client's transaction version
     */
    record Wish(String transactionalId, long producerId, short producerEpoch, boolean commit, short clientVersion) {
    }

    /** Judges the wish. */
    static TxnDecision decide(Transaction current, Wish wish, ProducerIds freshIds, long nowMs) {
        if (current == null) {
            return TxnDecision.refuse(TxnRefusal.UNKNOWN_PRODUCER);
        }
        return wish.clientVersion() >= Transaction.VERSION_2
                ? decideBumping(current, wish, freshIds, nowMs) : decideKeeping(current, wish, nowMs);
    }

    /**
     * Aborts an open transaction against its producer's will: time has run out, or another producer takes over.
     *
     * <p>The bumped epoch fences the producer. Its own abort looks like a retry of this end, and succeeds; its commit
     * does not.
     */
    static Transaction fenced(Transaction open, long nowMs) {
        TxnProducer bumped = open.producer().withEpochs(open.producer().bumped(), TxnProducer.NO_EPOCH);
        return open.prepared(TxnState.PREPARE_ABORT, bumped.withNextId(TxnProducer.NO_ID), Transaction.VERSION_2, nowMs);
    }

    private static TxnDecision decideKeeping(Transaction current, Wish wish, long nowMs) {
        if (current.producer().id() != wish.producerId()) {
            return TxnDecision.refuse(TxnRefusal.UNKNOWN_PRODUCER);
        }
        if (current.producer().epoch() != wish.producerEpoch()) {
            return TxnDecision.refuse(TxnRefusal.FENCED);
        }
        return switch (current.state()) {
            case ONGOING -> TxnDecision.move(current.prepared(end(wish),
                    current.producer().withNextId(TxnProducer.NO_ID), Transaction.VERSION_0, nowMs));
            case COMPLETE_COMMIT, COMPLETE_ABORT -> current.commits() == wish.commit()
                    ? TxnDecision.already(current) : TxnDecision.refuse(TxnRefusal.WRONG_STATE);
            case PREPARE_COMMIT, PREPARE_ABORT -> TxnDecision.refuse(
                    current.commits() == wish.commit() ? TxnRefusal.BUSY : TxnRefusal.WRONG_STATE);
            case EMPTY -> TxnDecision.refuse(TxnRefusal.WRONG_STATE);
        };
    }

    private static TxnDecision decideBumping(Transaction current, Wish wish, ProducerIds freshIds, long nowMs) {
        TxnProducer producer = current.producer();
        boolean overflowRetry = producer.previousId() == wish.producerId() && producer.id() != wish.producerId()
                && wish.producerEpoch() == Short.MAX_VALUE - 1 && producer.epoch() == 0;
        boolean retry = overflowRetry || producer.epoch() == wish.producerEpoch() + 1;
        boolean present = producer.epoch() == wish.producerEpoch();
        if (producer.id() != wish.producerId() && !overflowRetry) {
            return TxnDecision.refuse(TxnRefusal.UNKNOWN_PRODUCER);
        }
        return switch (current.state()) {
            case ONGOING -> present ? bump(current, end(wish), freshIds, nowMs) : fencedReply();
            case EMPTY -> present ? abortOnly(current, wish, freshIds, nowMs) : fencedReply();
            case PREPARE_COMMIT, PREPARE_ABORT -> {
                if (!retry) {
                    yield fencedReply();
                }
                yield TxnDecision.refuse(
                        current.commits() == wish.commit() ? TxnRefusal.BUSY : TxnRefusal.WRONG_STATE);
            }
            case COMPLETE_COMMIT, COMPLETE_ABORT -> {
                if (!retry) {
                    yield present ? abortOnly(current, wish, freshIds, nowMs) : fencedReply();
                }
                yield current.commits() == wish.commit()
                        ? TxnDecision.already(current) : TxnDecision.refuse(TxnRefusal.WRONG_STATE);
            }
        };
    }

    private static TxnDecision abortOnly(Transaction current, Wish wish, ProducerIds freshIds, long nowMs) {
        return wish.commit() ? TxnDecision.refuse(TxnRefusal.WRONG_STATE)
                : bump(current, TxnState.PREPARE_ABORT, freshIds, nowMs);
    }

    /** The end is decided and the producer goes on with the next epoch, or with the next id when epochs are used up. */
    private static TxnDecision bump(Transaction current, TxnState end, ProducerIds freshIds, long nowMs) {
        TxnProducer producer = current.producer();
        long nextId = producer.isExhausted() ? freshIds.next() : TxnProducer.NO_ID;
        TxnProducer bumped = producer.withEpochs(producer.bumped(), producer.epoch()).withNextId(nextId);
        Transaction prepared = current.prepared(end, bumped, Transaction.VERSION_2, nowMs);
        TxnProducer after = prepared.completed(nowMs).producer();
        return new TxnDecision.Move(prepared, new TxnReply.Done(after.id(), after.epoch()));
    }

    private static TxnDecision fencedReply() {
        return TxnDecision.refuse(TxnRefusal.FENCED);
    }

    private static TxnState end(Wish wish) {
        return wish.commit() ? TxnState.PREPARE_COMMIT : TxnState.PREPARE_ABORT;
    }
}
