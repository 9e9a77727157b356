package io.volok.broker.vhost;

import io.volok.broker.ResourceName;
import io.volok.broker.policy.EffectivePolicy;
import io.volok.broker.queue.QueueType;

/** A stream: a topic under a queue's name. Reading removes nothing. */
public final class StreamQueue implements VhostQueue {

    private final QueueDeclaration declaration;
    private final ResourceName resource;
    private final NamedTopic topic;
    private final VhostQueue[] asRoute = {this};
    private EffectivePolicy policy = EffectivePolicy.NONE;
    private int readers;

    StreamQueue(QueueDeclaration declaration, ResourceName resource, TopicTargets topics) {
        this.declaration = declaration;
        this.resource = resource;
        this.topic = new NamedTopic(topics, declaration.name());
    }

    /**
     * The topic; null when it was deleted through the other protocol. A topic that was made anew under the name is
     * found again.
     */
    public TopicTarget topic() {
        return topic.target();
    }

    /** A session has begun to read, for the count of consumers. */
    public void readerJoined() {
        readers++;
    }

    /** A session has ended to read. */
    public void readerLeft() {
        readers--;
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
        return QueueType.STREAM;
    }

    @Override
    public EffectivePolicy policy() {
        return policy;
    }

    @Override
    public long readyCount() {
        TopicTarget there = topic();
        return there == null ? 0 : there.messageCount();
    }

    @Override
    public int consumerCount() {
        return readers;
    }
}
