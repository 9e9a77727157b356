package io.volok.broker.vhost;

import io.volok.broker.Outcome;
import io.volok.broker.policy.ApplyTo;
import io.volok.broker.policy.EffectivePolicy;
import io.volok.broker.policy.PolicySet;
import io.volok.broker.queue.DeadLetters;
import io.volok.broker.queue.Queue;
import io.volok.broker.queue.QueueContext;
import io.volok.broker.queue.QueueFacts;
import io.volok.broker.queue.QueueOwner;
import io.volok.broker.queue.QueueSpec;
import io.volok.broker.queue.QueueType;

/** Brings queues to life and ends them: from a name in the catalog to something that takes messages. */
final class LiveQueues {

    private final VhostContext context;
    private final VhostLogs logs;
    private final QueueFacts facts;
    private final DeadLetters deadLetters;
    private final QueueOwner owner;
    private PolicySet policies = PolicySet.EMPTY;

    LiveQueues(VhostContext context, VhostLogs logs, QueueFacts facts, DeadLetters deadLetters, QueueOwner owner) {
        this.context = context;
        this.logs = logs;
        this.facts = facts;
        this.deadLetters = deadLetters;
        this.owner = owner;
    }

    /** Creates or finds the topic of a stream that is about to be declared. */
    Outcome<TopicTarget> createTopic(QueueDeclaration declaration) {
        boolean worked = QueueArguments.type(declaration) == QueueType.TOPIC;
        EffectivePolicy policy = worked ? EffectivePolicy.NONE // What a topic keeps is its own business.
                : policies.effective(ApplyTo.STREAMS, declaration.name());
        return context.topics().create(worked ? TopicQueue.topicName(declaration) : declaration.name(),
                new SettingsMerge(declaration.arguments(), policy.definition()).stream());
    }

    /** Prepares a queue; it works after {@link #run}. In between, its facts are replayed. */
    void prepare(VhostQueue queue) {
        switch (queue) {
            case StreamQueue stream -> stream.govern(policies.effective(ApplyTo.STREAMS, stream.name()));
            case OrdinaryQueue ordinary -> prepare(ordinary);
            case TopicQueue worked -> worked.start(policies.effective(ApplyTo.TOPIC_QUEUES, worked.name()),
                    new WorkGraveyard(worked.name(), context.shard(), deadLetters));
        }
    }

    private void prepare(OrdinaryQueue queue) {
        ApplyTo kind = queue.type() == QueueType.QUORUM ? ApplyTo.QUORUM_QUEUES : ApplyTo.CLASSIC_QUEUES;
        queue.govern(policies.effective(kind, queue.name()));
        QueueDeclaration declaration = queue.declaration();
        QueueSpec spec = new QueueSpec(queue.name(), queue.id(), queue.type(), declaration.durable(),
                declaration.autoDelete(), (int) declaration.arguments().integer("x-max-priority").orElse(0),
                declaration.arguments().bool("x-single-active-consumer").orElse(false));
        SettingsMerge settings = new SettingsMerge(declaration.arguments(), queue.policy().definition());
        queue.start(new Queue(spec, settings.queue(queue.type(), context.consumerTimeoutMs()), new QueueContext(
                context.shard(), logs.lanes(queue), facts, deadLetters, owner, context.budget())));
    }

    /** Puts a prepared queue to work. */
    void run(VhostQueue queue) {
        if (queue instanceof OrdinaryQueue ordinary) {
            ordinary.queue().start();
        }
    }

    /** Prepares a new queue and puts it to work. */
    void start(VhostQueue queue) {
        prepare(queue);
        run(queue);
    }

    /** Ends a queue for good; returns how many messages were ready. */
    long end(VhostQueue queue) {
        return switch (queue) {
            case OrdinaryQueue ordinary -> ordinary.queue().delete();
            case TopicQueue worked -> {
                long count = worked.readyCount();
                worked.work().delete();
                yield count;
            }
            case StreamQueue stream -> {
                long count = stream.readyCount();
                context.topics().delete(stream.name());
                yield count;
            }
        };
    }

    void touch(VhostQueue queue) {
        if (queue instanceof OrdinaryQueue ordinary) {
            ordinary.queue().touch();
        }
    }

    /** The policies for queues that come. */
    void policies(PolicySet changed) {
        policies = changed;
    }

    /** Puts the policies in force on a queue that is there. */
    void govern(VhostQueue queue) {
        switch (queue) {
            case TopicQueue worked -> worked.govern(policies.effective(ApplyTo.TOPIC_QUEUES, worked.name()));
            case StreamQueue stream -> {
                stream.govern(policies.effective(ApplyTo.STREAMS, stream.name()));
                context.topics().configure(stream.name(), new SettingsMerge(stream.declaration().arguments(),
                        stream.policy().definition()).stream());
            }
            case OrdinaryQueue queueThere -> {
                ApplyTo kind = queueThere.type() == QueueType.QUORUM ? ApplyTo.QUORUM_QUEUES : ApplyTo.CLASSIC_QUEUES;
                EffectivePolicy policy = policies.effective(kind, queueThere.name());
                if (!policy.equals(queueThere.policy())) {
                    queueThere.govern(policy);
                    queueThere.queue().reconfigure(new SettingsMerge(queueThere.declaration().arguments(),
                            policy.definition()).queue(queueThere.type(), context.consumerTimeoutMs()));
                }
            }
        }
    }
}
