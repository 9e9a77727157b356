/**
 * The data path of the Kafka face: produce, fetch and the questions about offsets, each API in a handler of its own,
 * and compression.
 *
 * <p>A handler runs on its session's shard and goes to the partition's shard for everything that touches a log; with
 * one shard that is a plain call. Registered by {@code server.kafka}.
 */
package io.volok.server.kafka.data;
