/**
 * The RabbitMQ stream protocol: sessions of publishers and consumers of streams, over the same logs as AMQP and Kafka.
 *
 * <p>A session is a plain object: frames in, frames out through a {@link io.volok.server.net.Transport}. It lives on the
 * shard of its socket until it has opened a virtual host, then on that one's. Knows neither the AMQP nor the Kafka face.
 * Specification: the stream protocol reference of RabbitMQ's stream plugin; chunks as Osiris writes them.
 */
package io.volok.server.stream;
