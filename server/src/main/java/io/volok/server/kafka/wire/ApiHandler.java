package io.volok.server.kafka.wire;

import org.apache.kafka.common.protocol.ApiMessage;

/**
 * Answers the requests of one API.
 *
 * @param <Q> the request's message class
 */
@FunctionalInterface
public interface ApiHandler<Q extends ApiMessage> {

    /**
     * Takes one request and answers it through {@code exchange}, now or later, exactly once.
     *
     * <p>Called on the session's shard. Record data inside the request lies in the network buffer and is valid during
     * the call only; everything else belongs to the handler. An exception that leaves this method is answered with the
     * API's error form.
     */
    void handle(Q request, Exchange exchange);
}
