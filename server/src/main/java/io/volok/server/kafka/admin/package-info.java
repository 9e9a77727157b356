/**
 * The administrative APIs of the Kafka face: what the cluster is, topics, configuration. Each API has a handler of its
 * own.
 *
 * <p>Handlers run on their session's shard, read the catalog's image and ask the catalog for changes. What they say of
 * nodes, replicas and elections is true of a broker that is alone. Registered by {@code server.kafka}.
 */
package io.volok.server.kafka.admin;
