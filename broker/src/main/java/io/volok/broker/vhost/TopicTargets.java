package io.volok.broker.vhost;

import io.volok.broker.Outcome;

/**
 * The topics that the streams of one virtual host are. Implemented over the broker's topic catalog; which topic a
 * stream name stands for (in vhost {@code /}: the one of the same name) is the implementation's business.
 *
 * <p>Called on the vhost's shard. A topic may live on other shards; the implementation sees to it that calls arrive
 * there in order, and answers on the vhost's shard.
 */
public interface TopicTargets {

    /** Finds the topic of a stream; null when there is none. */
    TopicTarget find(String streamName);

    /** Creates the topic of a stream, or finds it when it is there already: then its own settings stay in force. */
    Outcome<TopicTarget> create(String streamName, StreamSettings settings);

    /** Puts changed settings in force: a policy changed. */
    void configure(String streamName, StreamSettings settings);

    /**
     * Begins, or goes on, to work off a topic, which may be created, deleted and created again meanwhile.
     *
     * @param letters takes what is given up, if the settings say so
     */
    TopicWork work(String streamName, WorkSettings settings, WorkLetters letters);

    /**
     * Cuts off what a commit has left in a partition that was not finished before the broker died. Without effect if the
     * topic is gone.
     *
     * @param partition the name in a {@link io.volok.broker.commit.Place}
     */
    void undo(String partition, long baseOffset, long endOffset);

    /** Deletes the topic with everything in it; without effect when there is none. */
    void delete(String streamName);
}
