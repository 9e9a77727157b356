package io.volok.broker.txn;

/** What a producer is told. */
public sealed interface TxnReply {

    /** It was done, and is as durable as the log is; this is how the producer goes on. */
    record Done(long producerId, short producerEpoch) implements TxnReply {
    }

    /** It was not done. */
    record Refused(TxnRefusal why) implements TxnReply {
    }
}
