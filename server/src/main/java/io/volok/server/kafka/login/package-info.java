/**
 * Logging in over SASL: the handshake that chooses a mechanism, and the mechanisms.
 *
 * <p>A connection's login lives on its session's shard. Checking a password may be slow by intention; it is done by
 * whoever owns the users, through {@link io.volok.server.kafka.login.Mechanism}.
 */
package io.volok.server.kafka.login;
