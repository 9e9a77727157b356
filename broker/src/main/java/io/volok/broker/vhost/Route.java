package io.volok.broker.vhost;

/**
 * The queues for one routing key of one exchange.
 *
 * @param version the topology's version this was found in
 * @param queues the queues, each once; never changed
 */
record Route(long version, VhostQueue[] queues) {
}
