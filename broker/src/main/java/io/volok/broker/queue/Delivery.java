package io.volok.broker.queue;

/**
 * A message in somebody's hands: what a session keeps per delivery tag until it settles it through the {@link Queue}.
 *
 * <p>Deliveries of one consumer form a list in order of delivery, so that the oldest is known at once.
 */
public final class Delivery {

    final Lane lane;
    final Consumer consumer;
    final long offset;
    final int bodySize;
    final long deliveredMs;
    private final int generation;
    private int acquiredCount;
    private int deliveryCount;
    private boolean diedDelivered;
    private boolean settled;
    Delivery older;
    Delivery newer;

    Delivery(Lane lane, Consumer consumer, long offset, int bodySize, long deliveredMs) {
        this.lane = lane;
        this.consumer = consumer;
        this.offset = offset;
        this.bodySize = bodySize;
        this.deliveredMs = deliveredMs;
        this.generation = lane.generation();
    }

    void counts(int acquired, int failed) {
        acquiredCount = acquired;
        deliveryCount = failed;
    }

    /** Says whether it is a dead letter that a consumer had before it died. */
    void diedDelivered(boolean before) {
        diedDelivered = before;
    }

    /** Marks it settled; false when it was, or when its queue knows nothing of it any more. */
    boolean settleOnce() {
        boolean first = !settled && generation == lane.generation();
        settled = true;
        return first;
    }

    /** Whether a message that is held is still known to its lane. */
    boolean isHeldValid() {
        return generation == lane.generation();
    }

    /** The queue to settle with. */
    public Queue queue() {
        return lane.queue();
    }

    /** Whose delivery it is; of the answer to a get nobody's, or one who is no consumer of the queue. */
    public Consumer consumer() {
        return consumer;
    }

    /** Size of the body in bytes. */
    public int bodySize() {
        return bodySize;
    }

    /** Whether this message may have been delivered before, be it in the queue in which it died. */
    public boolean redelivered() {
        return acquiredCount > 0 || diedDelivered;
    }

    /** How many earlier deliveries failed: {@code x-delivery-count}, which is absent when 0. */
    public int deliveryCount() {
        return deliveryCount;
    }

    /** How many earlier deliveries there were: {@code x-acquired-count}, which is absent when 0. */
    public int acquiredCount() {
        return acquiredCount;
    }

    /** Whether it is settled: by its session, or because the queue took it back from a consumer that was too slow. */
    public boolean isSettled() {
        return settled || generation != lane.generation();
    }
}
