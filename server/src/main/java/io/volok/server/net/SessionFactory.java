package io.volok.server.net;

import io.volok.broker.shard.Shard;

/** Makes the session of one freshly accepted connection. */
@FunctionalInterface
public interface SessionFactory {

    /**
     * Called on {@code home}, the shard of the socket's event loop.
     *
     * @param transport the session's way out
     * @param home the shard on which the session lives until it asks {@link Transport#moveTo} for another one
     */
    SessionInput open(Transport transport, Shard home);
}
