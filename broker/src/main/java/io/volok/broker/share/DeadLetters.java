package io.volok.broker.share;

import io.volok.broker.partition.Partition;

/** Where records go that groups give up. */
@FunctionalInterface
public interface DeadLetters {

    /** They are forgotten. */
    DeadLetters NONE = (letter, buried) -> buried.run();

    /** Why a record is given up. */
    enum Cause {
        REJECTED,
        DELIVERED_TOO_OFTEN
    }

    /**
     * A record that is given up.
     *
     * @param group the group that gives it up
     * @param source the partition in which it lies
     * @param offset where in the partition
     * @param deliveryCount how often it was delivered
     * @param cause why it is given up
     */
    record Letter(String group, Partition source, long offset, int deliveryCount, Cause cause) {
    }

    /**
     * Takes a record. On the shard of its partition.
     *
     * @param buried to be run on that shard, perhaps in the call, when the record may be done with: its letter is as
     *         durable as its topic promises, or there will be none
     */
    void bury(Letter letter, Runnable buried);
}
