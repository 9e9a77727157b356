/**
 * The Kafka face, put together: which handler answers which API. See {@code server.kafka.wire} for sessions and
 * {@code server.kafka.topic}, {@code server.kafka.coordinator} and their neighbours for the handlers.
 */
package io.volok.server.kafka;
