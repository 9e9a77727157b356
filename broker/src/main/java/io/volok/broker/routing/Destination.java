package io.volok.broker.routing;

import io.volok.broker.ResourceName.Kind;

/**
 * Where a binding leads.
 *
 * @param kind a queue (or stream) or another exchange
 * @param name its name in the same virtual host
 */
public record Destination(Kind kind, String name) {

    /** A queue or stream. */
    public static Destination queue(String name) {
        return new Destination(Kind.QUEUE, name);
    }

    /** Another exchange. */
    public static Destination exchange(String name) {
        return new Destination(Kind.EXCHANGE, name);
    }

    boolean isQueue() {
        return kind == Kind.QUEUE;
    }
}
