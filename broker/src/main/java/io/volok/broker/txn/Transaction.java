package io.volok.broker.txn;

import java.util.Collection;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * All that is known of one transactional id: the fact that the log keeps. Immutable.
 *
 * @param transactionalId the id
 * @param producer who may write under it
 * @param timeoutMs how long a transaction may stay open
 * @param state where it stands
 * @param partitions what the open or ending transaction has touched
 * @param times when it began and last changed
 * @param clientVersion transaction version of the client that made the last change: 2 bumps the epoch at every end
 */
public record Transaction(String transactionalId, TxnProducer producer, int timeoutMs, TxnState state,
        SortedSet<TxnPartition> partitions, Times times, short clientVersion) {

    /** Transactions as they were before KIP-890. */
    public static final short VERSION_0 = 0;
    /** Transactions of KIP-890: every end bumps the epoch. */
    public static final short VERSION_2 = 2;

    /**
     * Points in time, milliseconds since the epoch.
     *
     * @param startMs when the transaction began, -1 if none did
     * @param updateMs when the id last changed
     */
    public record Times(long startMs, long updateMs) {
    }

    public Transaction {
        partitions = Collections.unmodifiableSortedSet(new TreeSet<>(partitions));
    }

    /** Whether the transaction is open for longer than its producer allowed. */
    boolean isTimedOut(long nowMs) {
        return state == TxnState.ONGOING && times.startMs() + timeoutMs < nowMs;
    }

    /** Whether nobody has used the id for that long. */
    boolean isExpired(long nowMs, long expirationMs) {
        return state.isIdle() && times.updateMs() + expirationMs <= nowMs;
    }

    /** Whether the transaction ends, or ended, with a commit. */
    public boolean commits() {
        return state == TxnState.PREPARE_COMMIT || state == TxnState.COMPLETE_COMMIT;
    }

    /** A producer starts over: nothing is open. */
    Transaction initialized(TxnProducer newProducer, int newTimeoutMs, long nowMs) {
        return new Transaction(transactionalId, newProducer, newTimeoutMs, TxnState.EMPTY, Collections.emptySortedSet(),
                new Times(-1, nowMs), clientVersion);
    }

    /** Partitions join; begins the transaction if none is open. */
    Transaction joined(Collection<TxnPartition> added, short version, long nowMs) {
        SortedSet<TxnPartition> all = new TreeSet<>(partitions);
        all.addAll(added);
        long startMs = state.isIdle() ? nowMs : times.startMs();
        return new Transaction(transactionalId, kept(), timeoutMs, TxnState.ONGOING, all,
                new Times(startMs, nowMs), version);
    }

    /** The end is decided. */
    Transaction prepared(TxnState end, TxnProducer newProducer, short version, long nowMs) {
        long startMs = state == TxnState.ONGOING ? times.startMs() : nowMs;
        return new Transaction(transactionalId, newProducer, timeoutMs, end, partitions, new Times(startMs, nowMs),
                version);
    }

    /** All markers are written. Where epochs were used up the next producer id takes over. */
    Transaction completed(long nowMs) {
        TxnProducer after = producer.nextId() == TxnProducer.NO_ID ? kept()
                : producer.rotated(producer.nextId(), producer.lastEpoch());
        TxnState end = state == TxnState.PREPARE_COMMIT ? TxnState.COMPLETE_COMMIT : TxnState.COMPLETE_ABORT;
        return new Transaction(transactionalId, after, timeoutMs, end, Collections.emptySortedSet(),
                new Times(times.startMs(), nowMs), clientVersion);
    }

    private TxnProducer kept() {
        return producer.withEpochs(producer.epoch(), producer.lastEpoch());
    }
}
