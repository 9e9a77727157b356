/**
 * The AMQP 0-9-1 face: sessions, channels and the hand-over between frames and the domain.
 *
 * <p>Sessions are plain objects. Bytes come in from whoever reads the socket, bytes go out through a
 * {@code Transport}, time comes from the shard. A session lives on the shard of its virtual host, so what it asks of
 * the domain is a plain method call. Specification: AMQP 0-9-1 with RabbitMQ's extensions and errata; tests and
 * comments name its sections.
 */
package io.volok.server.amqp;
