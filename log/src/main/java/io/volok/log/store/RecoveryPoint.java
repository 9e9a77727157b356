package io.volok.log.store;

/**
 * A place in a log below which everything is known to be whole, with what a scan up to there would have found out.
 *
 * @param segmentBaseOffset  the segment in which the point lies
 * @param position           byte position in that segment
 * @param endOffset          offset that follows the last record below the point
 * @param firstTimestamp     timestamp of the first batch of the segment, -1 if none
 * @param maxTimestamp       largest timestamp in the segment below the point, -1 if none
 * @param maxTimestampOffset base offset of the batch with that timestamp
 */
public record RecoveryPoint(long segmentBaseOffset, long position, long endOffset, long firstTimestamp,
                            long maxTimestamp, long maxTimestampOffset) {
}
