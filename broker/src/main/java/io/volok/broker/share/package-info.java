/**
 * Share groups (KIP-932): many consumers take single records of a partition and acknowledge each of them.
 *
 * <p>A {@link io.volok.broker.share.SharePartition} is an ack cursor over a partition's log, the same engine that queues
 * use, with locks that time out; its facts are kept in a small log of its own. It lives on the partition's shard, and so
 * does everything here; {@link io.volok.broker.share.SharePartitions} finds them.
 *
 * <p>Deviation: the span of records in flight has no cap, so one stuck record never stops a partition.
 */
package io.volok.broker.share;
