package io.volok.broker.queue;

/** What a queue has done since the broker started: plain counters, for the statistics. */
public final class QueueTotals {

    long published;
    long delivered;
    long deliveredNoAck;
    long got;
    long gotNoAck;
    long gotEmpty;
    long redelivered;
    long acknowledged;
    long deadLettered;
    long dropped;

    /** Everything is zero. */
    public QueueTotals() {
    }

    /** A message was taken. */
    public void countPublish() {
        published++;
    }

    /** A message went to a consumer. */
    public void countDelivery(boolean acknowledges, boolean again) {
        delivered += acknowledges ? 1 : 0;
        deliveredNoAck += acknowledges ? 0 : 1;
        redelivered += again ? 1 : 0;
    }

    /** A message was fetched. */
    public void countGet(boolean acknowledges, boolean again) {
        got += acknowledges ? 1 : 0;
        gotNoAck += acknowledges ? 0 : 1;
        redelivered += again ? 1 : 0;
    }

    /** There was nothing to fetch. */
    public void countEmptyGet() {
        gotEmpty++;
    }

    /** A consumer is done with a message. */
    public void countAck() {
        acknowledged++;
    }

    /** Messages taken. */
    public long published() {
        return published;
    }

    /** Messages delivered to consumers that acknowledge. */
    public long delivered() {
        return delivered;
    }

    /** Messages delivered to consumers that do not. */
    public long deliveredNoAck() {
        return deliveredNoAck;
    }

    /** Messages fetched one by one, to be acknowledged. */
    public long got() {
        return got;
    }

    /** Messages fetched one by one, settled at once. */
    public long gotNoAck() {
        return gotNoAck;
    }

    /** Attempts to fetch a message when there was none. */
    public long gotEmpty() {
        return gotEmpty;
    }

    /** Of all those, the ones that were delivered before. */
    public long redelivered() {
        return redelivered;
    }

    public long acknowledged() {
        return acknowledged;
    }

    public long deadLettered() {
        return deadLettered;
    }

    /** Messages that went without being consumed or dead-lettered: expired, over the limit, rejected, purged. */
    public long dropped() {
        return dropped;
    }
}
