/**
 * Topics and their partitions: the catalog of topics, and for each partition its log, its idempotent producers and the
 * readers that wait for more.
 *
 * <p>Called by {@code server.kafka} (produce, fetch, administration) and by the virtual hosts (a stream queue is a
 * topic). The catalog is owned by shard 0 and read by anybody through an immutable image; every partition is owned by
 * one shard, see {@link io.volok.broker.partition.Partition#shard()}.
 */
package io.volok.broker.partition;
