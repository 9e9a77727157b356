/**
 * The APIs of share groups (KIP-932): fetching and acknowledging single records, and the offsets of groups.
 *
 * <p>Membership is the group coordinator's, see {@code server.kafka.group}; what is acquired and done is kept by
 * {@link io.volok.broker.share.SharePartitions} on the shards of the partitions. Handlers are called on a session's
 * shard; a share session belongs to its connection and ends with it.
 */
package io.volok.server.kafka.share;
