package io.volok.server.stream;

import io.volok.broker.Refusal;

/** The outcomes of requests. */
enum ResponseCode {
    OK(1),
    STREAM_DOES_NOT_EXIST(2),
    SUBSCRIPTION_ID_ALREADY_EXISTS(3),
    SUBSCRIPTION_ID_DOES_NOT_EXIST(4),
    STREAM_ALREADY_EXISTS(5),
    STREAM_NOT_AVAILABLE(6),
    SASL_MECHANISM_NOT_SUPPORTED(7),
    AUTHENTICATION_FAILURE(8),
    SASL_ERROR(9),
    VIRTUAL_HOST_ACCESS_FAILURE(12),
    UNKNOWN_FRAME(13),
    FRAME_TOO_LARGE(14),
    INTERNAL_ERROR(15),
    ACCESS_REFUSED(16),
    PRECONDITION_FAILED(17),
    PUBLISHER_DOES_NOT_EXIST(18),
    NO_OFFSET(19);

    /** As it is on the wire. */
    final int code;

    ResponseCode(int code) {
        this.code = code;
    }

    /** How this protocol says an expected no. */
    static ResponseCode of(Refusal refusal) {
        return switch (refusal) {
            case Refusal.NotFound no -> STREAM_DOES_NOT_EXIST;
            case Refusal.AccessRefused no -> ACCESS_REFUSED;
            case Refusal.ResourceLocked no -> ACCESS_REFUSED;
            case Refusal.PreconditionFailed no -> PRECONDITION_FAILED;
            case Refusal.NotAllowed no -> VIRTUAL_HOST_ACCESS_FAILURE;
            case Refusal.CommandInvalid no -> PRECONDITION_FAILED;
            case Refusal.NotImplemented no -> PRECONDITION_FAILED;
            case Refusal.ResourceError no -> PRECONDITION_FAILED;
            case Refusal.InternalError no -> INTERNAL_ERROR;
        };
    }
}
