/**
 * Kafka's request and response protocol without any API's meaning: frames, headers, order of answers, and the table of
 * handlers.
 *
 * <p>A session is a plain object: bytes in from whoever reads the socket, bytes out through a
 * {@code Transport}. It lives on the shard of its socket; handlers may answer from any shard. Messages are those of
 * kafka-clients. Everything in {@code server.kafka} may call this package; it calls none of it.
 */
package io.volok.server.kafka.wire;
