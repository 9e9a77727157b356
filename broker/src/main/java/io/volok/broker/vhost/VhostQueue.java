package io.volok.broker.vhost;

import io.volok.broker.ResourceName;
import io.volok.broker.policy.EffectivePolicy;
import io.volok.broker.queue.QueueType;

/** A queue of any type as its virtual host holds it. Only on the vhost's shard. */
public sealed interface VhostQueue permits OrdinaryQueue, StreamQueue, TopicQueue {

    /** As declared. */
    QueueDeclaration declaration();

    /** Its name as users see it. */
    ResourceName resource();

    /** Its type. */
    QueueType type();

    /** The connection that alone may use it, or null. A topic belongs to nobody, so only ordinary queues have one. */
    default Object owner() {
        return null;
    }

    /** The policies in force. */
    EffectivePolicy policy();

    /** Messages that could be delivered now. */
    long readyCount();

    /** Consumers. */
    int consumerCount();

    /** A route that leads to this queue alone; never to be changed. Saves an array per message. */
    VhostQueue[] asRoute();

    /** Its name. */
    default String name() {
        return declaration().name();
    }

    /** Whether a connection may use it. */
    default boolean isOpenTo(Object connection) {
        return owner() == null || owner() == connection;
    }
}
