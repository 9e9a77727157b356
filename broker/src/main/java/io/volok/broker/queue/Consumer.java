package io.volok.broker.queue;

/**
 * One consumer of one queue, as the queue sees it: its wishes, where its deliveries go, and what it holds.
 *
 * <p>The session that subscribed keeps it and hands it back to {@link Queue#unsubscribe}.
 */
public final class Consumer {

    private final Queue queue;
    private final ConsumerSpec spec;
    private final DeliverySink sink;

    Consumer(Queue queue, ConsumerSpec spec, DeliverySink sink) {
        this.queue = queue;
        this.spec = spec;
        this.sink = sink;
    }

    public Queue queue() {
        return queue;
    }

    public ConsumerSpec spec() {
        return spec;
    }

    public DeliverySink sink() {
        return sink;
    }

    /** How many of its deliveries are not settled. */
    public int unackedCount() {
        throw new UnsupportedOperationException();
    }

    /** Whether it may get messages: false for one that waits behind a single active consumer. */
    public boolean isActive() {
        throw new UnsupportedOperationException();
    }

    /** The session says that {@link DeliverySink#hasCredit} would now answer yes. */
    public void resume() {
        throw new UnsupportedOperationException();
    }

    /** Changes the prefetch: RabbitMQ applies a {@code basic.qos} only to later consumers, so sessions rarely call it. */
    public void prefetch(int messages) {
        throw new UnsupportedOperationException();
    }
}
