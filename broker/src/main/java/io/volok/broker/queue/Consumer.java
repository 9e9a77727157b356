package io.volok.broker.queue;

/**
 * One consumer of one queue, as the queue sees it: its wishes, where its deliveries go, and what it holds.
 *
 * <p>The session that subscribed keeps it and hands it back to {@link Queue#unsubscribe}.
 */
public final class Consumer {

    private static final ConsumerSpec GETTER = ConsumerSpec.of("", false, 1);

    private final Queue queue;
    private final ConsumerSpec spec;
    private final DeliverySink sink;
    private int prefetch;
    private int unackedCount;
    private Delivery oldest;
    private Delivery newest;
    /** Whether it stands in the ring; kept by {@link ConsumerRing}. */
    boolean queued;
    /** Whether its session had no credit when it was last asked. */
    private boolean parked;
    private boolean gone;

    Consumer(Queue queue, ConsumerSpec spec, DeliverySink sink) {
        this.queue = queue;
        this.spec = spec;
        this.sink = sink;
        this.prefetch = spec.prefetch();
    }

    /** The holder of one message that was got; it never stands in the ring. */
    static Consumer getter(Queue queue, DeliverySink sink) {
        Consumer getter = new Consumer(queue, GETTER, sink);
        getter.gone = true;
        return getter;
    }

    /** The queue it consumes. */
    public Queue queue() {
        return queue;
    }

    /** What it asked for. */
    public ConsumerSpec spec() {
        return spec;
    }

    /** Where its deliveries go. */
    public DeliverySink sink() {
        return sink;
    }

    /** How many of its deliveries are not settled. */
    public int unackedCount() {
        return unackedCount;
    }

    /** Whether it may get messages: false for one that waits behind a single active consumer. */
    public boolean isActive() {
        return !gone && queue.isActive(this);
    }

    /** How long it may hold a delivery, in milliseconds; negative for any time. */
    public long timeoutMs() {
        return spec.timeoutMs() >= 0 ? spec.timeoutMs() : queue.settings().consumerTimeoutMs();
    }

    /** The session says that {@link DeliverySink#hasCredit} would now answer yes. */
    public void resume() {
        if (parked) {
            parked = false;
            queue.consumerReady(this);
        }
    }

    /**
     * Changes the prefetch: RabbitMQ applies a {@code basic.qos} only to later consumers, so sessions rarely call it.
     */
    public void prefetch(int messages) {
        prefetch = messages;
        queue.consumerReady(this);
    }

    /** Whether the queue has dropped it, or it has left. */
    public boolean isGone() {
        return gone;
    }

    /** Whether it could be given a message, as far as is known without asking the session. */
    boolean isEligible() {
        return !parked && !gone && (prefetch == 0 || unackedCount < prefetch);
    }

    void park() {
        parked = true;
    }

    void leave() {
        gone = true;
    }

    /** The delivery that it has held the longest, null when it holds none. */
    Delivery oldest() {
        return oldest;
    }

    void holds(Delivery delivery) {
        unackedCount++;
        delivery.older = newest;
        if (newest == null) {
            oldest = delivery;
        } else {
            newest.newer = delivery;
        }
        newest = delivery;
    }

    void lets(Delivery delivery) {
        unackedCount--;
        if (delivery.older == null) {
            oldest = delivery.newer;
        } else {
            delivery.older.newer = delivery.newer;
        }
        if (delivery.newer == null) {
            newest = delivery.older;
        } else {
            delivery.newer.older = delivery.older;
        }
        delivery.older = null;
        delivery.newer = null;
    }

    /** Lets go of everything at once: the queue has moved its cursor. */
    void letsAll() {
        unackedCount = 0;
        oldest = null;
        newest = null;
    }
}
