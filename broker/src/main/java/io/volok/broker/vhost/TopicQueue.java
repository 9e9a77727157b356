package io.volok.broker.vhost;

import io.volok.broker.ResourceName;
import io.volok.broker.policy.EffectivePolicy;
import io.volok.broker.queue.QueueType;

/**
 * A topic that is worked off as a queue: consumers compete for its records and acknowledge them one by one, and the
 * topic keeps them all the same.
 */
public final class TopicQueue implements VhostQueue {

    private final QueueDeclaration declaration;
    private final ResourceName resource;
    private final TopicTargets topics;
    private final NamedTopic topic;
    private final VhostQueue[] asRoute = {this};
    private EffectivePolicy policy = EffectivePolicy.NONE;
    private WorkGraveyard graveyard;
    private TopicWork work;

    TopicQueue(QueueDeclaration declaration, ResourceName resource, TopicTargets topics) {
        this.declaration = declaration;
        this.resource = resource;
        this.topics = topics;
        this.topic = new NamedTopic(topics, topicName(declaration));
    }

    /** The name of the topic, as the queue's declaration says; its own if that says nothing. */
    static String topicName(QueueDeclaration declaration) {
        return declaration.arguments().text(QueueArguments.TOPIC).orElse(declaration.name());
    }

    /** The topic, as a place to put messages; null when it was deleted. */
    public TopicTarget topic() {
        return topic.target();
    }

    /** What consumers work on. */
    public TopicWork work() {
        return work;
    }

    /** Begins the work, under the policies in force. */
    void start(EffectivePolicy inForce, WorkGraveyard letters) {
        policy = inForce;
        graveyard = letters;
        SettingsMerge settings = settings();
        letters.route(settings.deadLettering(QueueType.TOPIC));
        work = topics.work(topic.name(), settings.work(name()), letters);
    }

    /** Puts other policies in force. */
    void govern(EffectivePolicy changed) {
        if (!changed.equals(policy)) {
            policy = changed;
            SettingsMerge settings = settings();
            graveyard.route(settings.deadLettering(QueueType.TOPIC));
            work.configure(settings.work(name()));
        }
    }

    /** How long a consumer may hold a record for which it does not say so itself; -1 for as long as it is there. */
    public long consumerTimeoutMs() {
        return settings().workTimeoutMs();
    }

    /** Whether only one consumer at a time gets records. */
    public boolean isSingleActive() {
        return declaration.arguments().bool(QueueArguments.SINGLE_ACTIVE).orElse(false);
    }

    private SettingsMerge settings() {
        return new SettingsMerge(declaration.arguments(), policy.definition());
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
        return QueueType.TOPIC;
    }

    @Override
    public EffectivePolicy policy() {
        return policy;
    }

    @Override
    public long readyCount() {
        return work.readyCount();
    }

    @Override
    public int consumerCount() {
        return work.consumerCount();
    }
}
