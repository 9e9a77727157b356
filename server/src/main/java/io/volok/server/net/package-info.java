/**
 * Sockets: listeners, and the pump that carries bytes between a socket and a protocol session.
 *
 * <p>A session sees only {@link io.volok.server.net.Transport} and {@link io.volok.server.net.SessionInput}; Netty
 * stays behind them. Both are used on the session's home shard only. The socket itself belongs to an event loop, which
 * is the home shard's own loop unless the session has moved.
 */
package io.volok.server.net;
