package io.volok.server.kafka.admin;

import io.volok.broker.partition.TopicOutcome;
import org.apache.kafka.common.protocol.Errors;

/** Kafka's error codes for what the catalog of topics refuses. */
final class AdminErrors {

    private AdminErrors() {
    }

    static Errors of(TopicOutcome.Reason reason) {
        return switch (reason) {
            case TOPIC_EXISTS -> Errors.TOPIC_ALREADY_EXISTS;
            case UNKNOWN_TOPIC -> Errors.UNKNOWN_TOPIC_OR_PARTITION;
            case INVALID_NAME -> Errors.INVALID_TOPIC_EXCEPTION;
            case INVALID_PARTITION_COUNT -> Errors.INVALID_PARTITIONS;
            case DISK_FULL -> Errors.KAFKA_STORAGE_ERROR;
        };
    }
}
