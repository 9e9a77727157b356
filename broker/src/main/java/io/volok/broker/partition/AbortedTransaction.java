package io.volok.broker.partition;

/**
 * A transaction whose records readers of committed data pass over.
 *
 * @param firstOffset      of its first record, inclusive
 * @param lastOffset       of its marker, inclusive
 * @param lastStableOffset the last stable offset once it had ended
 */
public record AbortedTransaction(long producerId, long firstOffset, long lastOffset, long lastStableOffset) {
}
