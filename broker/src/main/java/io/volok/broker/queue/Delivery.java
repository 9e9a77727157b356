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
    private final int deliveryCount;
    private final int acquiredCount;
    boolean settled;
    Delivery older;
    Delivery newer;

    Delivery(Lane lane, Consumer consumer, Lane.Head head, long deliveredMs) {
        this.lane = lane;
        this.consumer = consumer;
        this.offset = head.offset();
        this.bodySize = head.bodySize();
        this.deliveryCount = head.deliveryCount();
        this.acquiredCount = head.acquiredCount();
        this.deliveredMs = deliveredMs;
    }

    /** The queue to settle with. */
    public Queue queue() {
        return lane.queue();
    }

    /** Whose delivery it is; null for the answer to a get. */
    public Consumer consumer() {
        return consumer;
    }

    /** Whether this message may have been delivered before. */
    public boolean redelivered() {
        return acquiredCount > 0;
    }

    /** How many earlier deliveries failed: {@code x-delivery-count}, which is absent when 0. */
    public int deliveryCount() {
        return deliveryCount;
    }

    /** How many earlier deliveries there were: {@code x-acquired-count}, which is absent when 0. */
    public int acquiredCount() {
        return acquiredCount;
    }

    /** Whether it was settled, so that settling it again would be a mistake of the client. */
    public boolean isSettled() {
        return settled;
    }
}
