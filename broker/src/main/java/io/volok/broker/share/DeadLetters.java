package io.volok.broker.share;

import io.volok.broker.partition.Partition;

/** Where records go that groups give up. */
@FunctionalInterface
public interface DeadLetters {

    /** They are forgotten. */
    DeadLetters NONE = (group, source, offset, deliveryCount, cause) -> { };

    /** Why a record is given up. */
    enum Cause {
        REJECTED,
        DELIVERED_TOO_OFTEN
    }

    /**
     * Takes a record that the group is about to have done with.
     *
     * @param group the group that gives it up
     * @param source the partition in which it lies; called on its shard
     * @param offset where in the partition
     * @param deliveryCount how often it was delivered
     */
    void bury(String group, Partition source, long offset, int deliveryCount, Cause cause);
}
