/**
 * {@code volok bench}: load generators that cost little themselves, to see how far a broker can go when the load tool is
 * not the limit. Latency counts from the moment at which a message was due, not from when it could be sent, so a broker
 * that stalls cannot hide it (no coordinated omission).
 *
 * <p>One thread publishes, one reads deliveries, one reads confirms. They share two counters and nothing else.
 */
package io.volok.cli.bench;
