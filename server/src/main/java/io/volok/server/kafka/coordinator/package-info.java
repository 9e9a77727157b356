/**
 * Group coordination: the one place that knows Kafka's {@code group-coordinator} library.
 *
 * <p>The library decides (classic groups, KIP-848 consumer groups, share and streams group membership, offsets, their
 * transactions) and keeps its decisions as records of the topic {@code __consumer_offsets}; this package gives it a
 * log to write to and to load from, the catalog of topics, timers and configuration. {@code GroupCoordination} is the
 * door for the request handlers of {@code server.kafka}.
 *
 * <p>Threads: the library brings its own (one event thread, one background thread, one timer, plus one loader here).
 * No shard ever waits for them and they never touch a partition: an append is posted to the partition's shard, its
 * durability is told from there, and replies are futures that a handler posts back to its session's shard.
 *
 * <p>Specifications: KIP-848 (consumer groups), KIP-932 (share groups), KIP-1071 (streams groups), KIP-447 and KIP-890
 * (offsets in transactions).
 */
package io.volok.server.kafka.coordinator;
