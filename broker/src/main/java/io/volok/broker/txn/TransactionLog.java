package io.volok.broker.txn;

/** Where a coordinator keeps its facts: one partition of the internal topic. Called on the coordinator's shard. */
interface TransactionLog {

    /**
     * Appends what is now true of a transactional id.
     *
     * @param durable run on the shard when the fact, and all before it, may be relied upon
     * @return false if the log takes nothing at present; then nothing was appended
     */
    boolean append(Transaction fact, Runnable durable);

    /** Appends that nothing is known of the id any more. */
    boolean forget(String transactionalId);

    /** Runs a task when everything appended so far may be relied upon; perhaps in the call. */
    void whenDurable(Runnable task);

    /** Passes the facts of the log, oldest first, to {@code reader}: a fact, or null, for each id. */
    void replay(Reader reader);

    /** Takes replayed facts. */
    interface Reader {
        /** The fact is null where the id was forgotten. */
        void accept(String transactionalId, Transaction fact);
    }
}
