package io.volok.broker.vhost;

/**
 * A record in a consumer's hands.
 *
 * @param generation of the topic: one that was deleted and made again has the same partitions and offsets
 * @param era of the group's work on the partition: it may have been moved, and its offsets are handed out again
 * @param partition of the topic
 * @param offset in the partition
 * @param deliveryCount 1 when it is delivered for the first time
 */
public record WorkItem(int generation, long era, int partition, long offset, int deliveryCount) {

    /** Whether somebody had it before. */
    public boolean redelivered() {
        return deliveryCount > 1;
    }
}
