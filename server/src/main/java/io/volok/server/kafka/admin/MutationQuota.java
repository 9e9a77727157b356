package io.volok.server.kafka.admin;

import io.volok.server.kafka.wire.Exchange;
import io.volok.server.kafka.wire.Mutations;
import io.volok.server.kafka.wire.Throttle;

/**
 * Counts the partitions that the requests of one API make or remove (KIP-599).
 *
 * @param strictFrom the API's first version whose clients understand THROTTLING_QUOTA_EXCEEDED
 */
record MutationQuota(Throttle throttle, int strictFrom) {

    Mutations begin(Exchange exchange) {
        return throttle.mutations(exchange, exchange.version() >= strictFrom);
    }

    /** Makes a client wait if its requests have used up what it may change; returns for how many milliseconds. */
    static int slowDown(Exchange exchange, Mutations counted) {
        int delayMs = counted.delayMs();
        if (delayMs > 0) {
            exchange.session().mute(delayMs);
        }
        return delayMs;
    }
}
