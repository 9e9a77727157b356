package io.volok.broker.txn;

/**
 * Who may write under a transactional id.
 *
 * @param id the producer id in use
 * @param epoch the epoch in use; -1 before the first
 * @param lastEpoch the epoch before it, which a retried request may still carry; -1 if none may. Not stored: a retry
 *     does not survive a restart, as in Kafka
 * @param previousId the producer id before the last change, for a retry across the change of ids; -1 if there was none
 * @param nextId the producer id that follows when the transaction has ended, because epochs are used up; -1 if none
 */
public record TxnProducer(long id, short epoch, short lastEpoch, long previousId, long nextId) {

    /** No producer id. */
    public static final long NO_ID = -1;
    /** No epoch. */
    public static final short NO_EPOCH = -1;

    /** A producer id that has had no epoch yet. */
    static TxnProducer fresh(long id) {
        return new TxnProducer(id, NO_EPOCH, NO_EPOCH, NO_ID, NO_ID);
    }

    /** The greatest epoch is kept for fencing, so the one before is the last that a client gets. */
    boolean isExhausted() {
        return isExhausted(epoch);
    }

    static boolean isExhausted(short epoch) {
        return epoch >= Short.MAX_VALUE - 1;
    }

    /** The next epoch; stays at the greatest. */
    short bumped() {
        return epoch == Short.MAX_VALUE ? epoch : (short) (epoch + 1);
    }

    TxnProducer withEpochs(short newEpoch, short newLastEpoch) {
        return new TxnProducer(id, newEpoch, newLastEpoch, id, nextId);
    }

    TxnProducer withNextId(long newNextId) {
        return new TxnProducer(id, epoch, lastEpoch, id, newNextId);
    }

    /** Goes on with another id, from epoch 0. */
    TxnProducer rotated(long newId, short newLastEpoch) {
        return new TxnProducer(newId, (short) 0, newLastEpoch, id, NO_ID);
    }
}
