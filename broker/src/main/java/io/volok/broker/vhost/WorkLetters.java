package io.volok.broker.vhost;

import io.volok.broker.queue.DeathReason;
import io.volok.codec.record.RecordView;

/** Takes the records that are given up of a topic which is worked off as a queue. On the vhost's shard. */
@FunctionalInterface
public interface WorkLetters {

    /**
     * Takes a record.
     *
     * @param record the record, whose bytes nobody changes any more
     * @param deliveries how often it was delivered
     * @param buried to be run on this shard, perhaps in the call, when the record may be done with: the queues that take
     *         its letter keep it, or there are none
     */
    void bury(RecordView record, DeathReason reason, int deliveries, Runnable buried);
}
