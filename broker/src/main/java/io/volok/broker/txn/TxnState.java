package io.volok.broker.txn;

/**
 * Where a transactional id stands.
 *
 * <pre>
 *            add partitions           end                    all markers written
 *   EMPTY ------------------> ONGOING -----> PREPARE_COMMIT ---------------------> COMPLETE_COMMIT --+
 *     ^                          ^    \----> PREPARE_ABORT ----------------------> COMPLETE_ABORT ---+
 *     |                          |                                                                   |
 *     +-- init producer id ------+-------------------- add partitions -------------------------------+
 * </pre>
 *
 * The codes and names are those of Kafka's transaction log. Kafka's further states live in memory only and have no
 * counterpart here.
 */
public enum TxnState {
    EMPTY(0, "Empty"),
    ONGOING(1, "Ongoing"),
    PREPARE_COMMIT(2, "PrepareCommit"),
    PREPARE_ABORT(3, "PrepareAbort"),
    COMPLETE_COMMIT(4, "CompleteCommit"),
    COMPLETE_ABORT(5, "CompleteAbort");

    private final byte code;
    private final String label;

    TxnState(int code, String label) {
        this.code = (byte) code;
        this.label = label;
    }

    /** The state with this code in the log. */
    static TxnState of(byte code) {
        for (TxnState state : values()) {
            if (state.code == code) {
                return state;
            }
        }
        throw new IllegalArgumentException("no transaction state " + code);
    }

    /** Kafka's code of the state. */
    public byte code() {
        return code;
    }

    /** Kafka's name of the state, as clients see it. */
    public String label() {
        return label;
    }

    /** Whether the end is decided and markers are being written. */
    public boolean isPrepared() {
        return this == PREPARE_COMMIT || this == PREPARE_ABORT;
    }

    /** Whether nothing is open: the producer may begin, or go. */
    public boolean isIdle() {
        return this == EMPTY || this == COMPLETE_COMMIT || this == COMPLETE_ABORT;
    }
}
