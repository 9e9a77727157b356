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
    private int earlierFailures;
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

    /** Says how many deliveries had failed before it came to this queue as a dead letter. */
    void earlierFailures(int count) {
        earlierFailures = count;
    }

    /** Marks it settled; false when it was, or when its queue knows nothing of it any more. */
    boolean settleOnce() {
        boolean first = !settled && generation == lane.generation();
        settled = true;
        return first;
    }

    /** Whether its lane still holds it out of turn. */
    boolean isHeld() {
        return lane.held().contains(this);
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

    /** Whether this message may have been delivered before, or has failed in the queue in which it died. */
    public boolean redelivered() {
        return acquiredCount > 0 || earlierFailures > 0;
    }

    /** How many deliveries failed, here and where it died: {@code x-delivery-count}, which is absent when 0. */
    public int deliveryCount() {
        return earlierFailures + deliveryCount;
    }

    /**
     * How many earlier deliveries there were: {@code x-acquired-count}, which is absent when 0. As in RabbitMQ a dead
     * letter counts what failed before it came, until it has been delivered here.
     */
    public int acquiredCount() {
        return acquiredCount > 0 ? acquiredCount : earlierFailures;
    }

    /** Whether it is settled: by its session, or because the queue took it back from a consumer that was too slow. */
    public boolean isSettled() {
        return settled || generation != lane.generation();
    }
}
