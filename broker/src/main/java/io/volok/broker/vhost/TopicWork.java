package io.volok.broker.vhost;

import io.volok.broker.queue.QueueTotals;
import java.util.function.Consumer;

/**
 * A topic that consumers work off together: each record goes to one of them, and is theirs until it is settled. On the
 * vhost's shard.
 */
public interface TopicWork {

    /** Puts changed settings in force. Where the work has begun it stays. */
    void configure(WorkSettings settings);

    /** Adds a consumer. Deliveries begin when the batch ends. */
    void subscribe(WorkSink consumer);

    /** Removes a consumer. What it holds stays its own until it is settled. */
    void unsubscribe(WorkSink consumer);

    /** A consumer that had no credit has some again. */
    void resume(WorkSink consumer);

    /**
     * Delivers the next record, during the call or, if partitions live on other shards, some time later; to a sink that
     * has no credit by then nothing.
     *
     * @param none is run instead if there is none
     */
    void get(WorkSink consumer, Runnable none);

    /** Says what became of a record. Whoever says it twice, or after the record went to somebody else, is not heard. */
    void settle(WorkItem item, WorkVerdict verdict);

    /** How many records can be delivered, about. */
    long readyCount();

    /** Tells, perhaps in the call, whether everything that was said so far about records is kept. */
    void whenKept(Consumer<Boolean> told);

    /** How many records are in the hands of consumers, those of the share group included, about. */
    long unackedCount();

    /** How many consumers there are. */
    int consumerCount();

    /** Whether a consumer gets records, and does not only wait for its turn to be the one that does. */
    boolean isActive(WorkSink consumer);

    /** Whether there is a consumer that wants to be the only one. */
    boolean hasExclusiveConsumer();

    /** What was done since the broker started. */
    QueueTotals totals();

    /** Passes over everything that can be delivered; returns how many records that were, about. */
    long purge();

    /** Forgets how far the work has come. The topic stays. */
    void delete();
}
