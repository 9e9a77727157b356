package io.volok.broker.txn;

/** Why a producer's wish is not fulfilled. Each protocol has one exhaustive switch from these to its codes. */
public enum TxnRefusal {
    /** The request makes no sense, such as an empty transactional id. */
    INVALID_REQUEST,
    /** The transaction time-out is not positive or above what the broker allows. */
    INVALID_TIMEOUT,
    /** The producer id is not the one that the transactional id has. */
    UNKNOWN_PRODUCER,
    /** A newer producer has taken over, or the transaction was aborted by time. */
    FENCED,
    /** The transaction before is still being completed: try again. */
    BUSY,
    /** Commit or abort does not fit to where the transaction stands. */
    WRONG_STATE,
    /** The partition is not part of the open transaction; the client may abort and go on. */
    NOT_IN_TRANSACTION,
    /** The coordinator replays its log: try again. */
    LOADING,
    /** The coordinator cannot write at present: try again. */
    UNAVAILABLE
}
