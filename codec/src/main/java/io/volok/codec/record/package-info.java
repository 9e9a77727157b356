/**
 * The stored record: Kafka record batches of magic 2 as views over bytes, for topics and queues alike.
 *
 * <p>A batch is what is appended, kept and sent; it is never turned into objects on the way. The log, the broker and
 * the server's edges all use this package. Nothing here is thread safe: views and builders belong to one shard.
 *
 * <p>Format: the Kafka protocol's "Record Batch" and "Record", magic 2.
 */
package io.volok.codec.record;
