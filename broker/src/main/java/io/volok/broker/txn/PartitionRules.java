package io.volok.broker.txn;

import java.util.Set;

/** AddPartitionsToTxn and what follows it: which partitions a producer may write to in its transaction. */
final class PartitionRules {

    private PartitionRules() {
    }

    /**
     * A wish.
     *
     * @param transactionalId the id
     * @param producerId who asks
     * @param producerEpoch in which epoch
     * @param partitions what it wants to write to
     * @param clientVersion the client's transaction version
     */
    record Wish(String transactionalId, long producerId, short producerEpoch, Set<TxnPartition> partitions,
            short clientVersion) {
    }

    /** Adds the partitions, beginning a transaction if none is open. */
    static TxnDecision add(Transaction current, Wish wish, long nowMs) {
        TxnRefusal refusal = refusal(current, wish);
        if (refusal != null) {
            return TxnDecision.refuse(refusal);
        }
        boolean there = current.state() == TxnState.ONGOING && current.partitions().containsAll(wish.partitions());
        return there ? TxnDecision.already(current)
                : TxnDecision.move(current.joined(wish.partitions(), wish.clientVersion(), nowMs));
    }

    /** Checks that the partitions are in the open transaction already. */
    static TxnDecision verify(Transaction current, Wish wish) {
        TxnRefusal refusal = refusal(current, wish);
        if (refusal != null) {
            return TxnDecision.refuse(refusal);
        }
        return current.partitions().containsAll(wish.partitions())
                ? TxnDecision.already(current) : TxnDecision.refuse(TxnRefusal.NOT_IN_TRANSACTION);
    }

    private static TxnRefusal refusal(Transaction current, Wish wish) {
        if (current == null || current.producer().id() != wish.producerId()) {
            return TxnRefusal.UNKNOWN_PRODUCER;
        }
        if (current.producer().epoch() != wish.producerEpoch()) {
            return TxnRefusal.FENCED;
        }
        return current.state().isPrepared() ? TxnRefusal.BUSY : null;
    }
}
