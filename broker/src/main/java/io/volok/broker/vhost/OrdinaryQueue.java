package io.volok.broker.vhost;

import io.volok.broker.ResourceName;
import io.volok.broker.policy.EffectivePolicy;
import io.volok.broker.queue.Queue;
import io.volok.broker.queue.QueueType;

/** A classic or quorum queue: a place that is emptied by consuming. */
public final class OrdinaryQueue implements VhostQueue {

    private final long id;
    private final QueueDeclaration declaration;
    private final ResourceName resource;
    private final QueueType type;
    private Object owner;
    private final VhostQueue[] asRoute = {this};
    private EffectivePolicy policy = EffectivePolicy.NONE;
    private Queue queue;

    OrdinaryQueue(long id, QueueDeclaration declaration, ResourceName resource, QueueType type) {
        this.id = id;
        this.declaration = declaration;
        this.resource = resource;
        this.type = type;
    }

    /** The queue itself. */
    public Queue queue() {
        return queue;
    }

    /** Whether acknowledged messages are kept, so that there is a history to read. */
    public boolean hasHistory() {
        return declaration.durable() && queue.settings().retention().ackedMs() >= 0;
    }

    /** Reads the history; takes nothing from the queue. */
    public StreamReader openHistory(StreamStart start, StreamSink sink) {
        return new QueueHistoryReader(queue, start, sink);
    }

    long id() {
        return id;
    }

    void start(Queue started) {
        queue = started;
    }

    void ownedBy(Object connection) {
        owner = connection;
    }

    void govern(EffectivePolicy changed) {
        policy = changed;
    }

    @Override
    public VhostQueue[] asRoute() {
        return asRoute;
    }

    @Override
    public QueueDeclaration declaration() {
        return declaration;
    }

    @Override
    public ResourceName resource() {
        return resource;
    }

    @Override
    public QueueType type() {
        return type;
    }

    @Override
    public Object owner() {
        return owner;
    }

    @Override
    public EffectivePolicy policy() {
        return policy;
    }

    @Override
    public long readyCount() {
        return queue.readyCount();
    }

    @Override
    public int consumerCount() {
        return queue.consumerCount();
    }
}
