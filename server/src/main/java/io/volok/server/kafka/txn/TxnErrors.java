package io.volok.server.kafka.txn;

import io.volok.broker.txn.TxnRefusal;
import io.volok.broker.txn.TxnReply;
import org.apache.kafka.common.protocol.Errors;

/** Kafka's codes for what the coordinator says. */
final class TxnErrors {

    private TxnErrors() {
    }

    static Errors of(TxnReply reply) {
        return switch (reply) {
            case TxnReply.Done done -> Errors.NONE;
            case TxnReply.Refused refused -> of(refused.why());
        };
    }

    static Errors of(TxnRefusal refusal) {
        return switch (refusal) {
            case INVALID_REQUEST -> Errors.INVALID_REQUEST;
            case INVALID_TIMEOUT -> Errors.INVALID_TRANSACTION_TIMEOUT;
            case UNKNOWN_PRODUCER -> Errors.INVALID_PRODUCER_ID_MAPPING;
            case FENCED -> Errors.PRODUCER_FENCED;
            case BUSY -> Errors.CONCURRENT_TRANSACTIONS;
            case WRONG_STATE -> Errors.INVALID_TXN_STATE;
            case NOT_IN_TRANSACTION -> Errors.TRANSACTION_ABORTABLE;
            case LOADING -> Errors.COORDINATOR_LOAD_IN_PROGRESS;
            case UNAVAILABLE -> Errors.COORDINATOR_NOT_AVAILABLE;
        };
    }

    /** Clients of versions before {@code fencedFrom} do not know PRODUCER_FENCED. */
    static Errors of(TxnReply reply, short version, int fencedFrom) {
        Errors error = of(reply);
        return error == Errors.PRODUCER_FENCED && version < fencedFrom ? Errors.INVALID_PRODUCER_EPOCH : error;
    }
}
