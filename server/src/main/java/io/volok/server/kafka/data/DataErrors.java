package io.volok.server.kafka.data;

import io.volok.broker.partition.Produced;
import org.apache.kafka.common.protocol.Errors;

/** Kafka's error codes for what partitions refuse. */
final class DataErrors {

    private DataErrors() {
    }

    static Errors of(Produced.Fault fault) {
        return switch (fault) {
            case CORRUPT -> Errors.CORRUPT_MESSAGE;
            case INVALID_RECORD -> Errors.INVALID_RECORD;
            case INVALID_TIMESTAMP -> Errors.INVALID_TIMESTAMP;
            case BATCH_TOO_LARGE -> Errors.MESSAGE_TOO_LARGE;
            case SEGMENT_TOO_SMALL -> Errors.RECORD_LIST_TOO_LARGE;
            case INVALID_PRODUCER_EPOCH -> Errors.INVALID_PRODUCER_EPOCH;
            case OUT_OF_ORDER_SEQUENCE -> Errors.OUT_OF_ORDER_SEQUENCE_NUMBER;
            case NOT_TRANSACTIONAL -> Errors.INVALID_TXN_STATE;
            case COORDINATOR_FENCED -> Errors.TRANSACTION_COORDINATOR_FENCED;
            case DISK_FULL -> Errors.KAFKA_STORAGE_ERROR;
        };
    }
}
