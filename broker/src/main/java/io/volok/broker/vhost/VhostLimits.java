package io.volok.broker.vhost;

/**
 * The limits of a virtual host; negative means none.
 *
 * @param maxConnections most connections
 * @param maxQueues most queues
 */
public record VhostLimits(long maxConnections, long maxQueues) {

    /** No limits. */
    public static final VhostLimits NONE = new VhostLimits(-1, -1);
}
