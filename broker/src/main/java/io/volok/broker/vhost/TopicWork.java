package io.volok.broker.vhost;

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
     * Delivers the next record during the call; false if there is none here. What lies on another shard is asked for,
     * and is here the next time.
     */
    boolean get(WorkSink consumer);

    /** Says what became of a record. Whoever says it twice, or after the record went to somebody else, is not heard. */
    void settle(WorkItem item, WorkVerdict verdict);

    /** How many records can be delivered, about. */
    long readyCount();

    /** How many records are in the hands of consumers. */
    long unackedCount();

    /** How many consumers there are. */
    int consumerCount();

    /** Passes over everything that can be delivered; returns how many records that were, about. */
    long purge();

    /** Forgets how far the work has come. The topic stays. */
    void delete();
}
