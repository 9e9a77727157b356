package io.volok.server.kafka.wire;

/** What a client sent is not a request. The connection it came on is closed. */
public final class MalformedRequest extends RuntimeException {

    public MalformedRequest(String reason) {
        super(reason);
    }

    public MalformedRequest(String reason, Throwable cause) {
        super(reason, cause);
    }
}
