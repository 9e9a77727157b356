package io.volok.broker.vhost;

/**
 * The topic behind a queue, known by its name: either protocol may delete it, and one that is made anew under the name is
 * found again.
 */
final class NamedTopic {

    private final TopicTargets topics;
    private final String name;
    private TopicTarget target;

    NamedTopic(TopicTargets topics, String name) {
        this.topics = topics;
        this.name = name;
    }

    String name() {
        return name;
    }

    /** The topic, as a place to put messages; null while there is none. */
    TopicTarget target() {
        if (target == null || target.isDeleted()) {
            target = topics.find(name);
        }
        return target;
    }
}
