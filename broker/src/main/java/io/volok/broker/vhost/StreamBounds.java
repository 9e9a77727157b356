package io.volok.broker.vhost;

/**
 * Where a stream begins and ends.
 *
 * @param firstOffset the oldest message that is kept
 * @param endOffset the offset that the next message gets
 * @param lastBatchOffset the first message of the last batch; the end offset if there is none
 */
public record StreamBounds(long firstOffset, long endOffset, long lastBatchOffset) {
}
