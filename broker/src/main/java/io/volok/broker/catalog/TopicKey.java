package io.volok.broker.catalog;

import java.util.Comparator;

/**
 * Where a topic permission applies.
 *
 * @param vhost the vhost
 * @param user the user
 * @param exchange the topic exchange
 */
public record TopicKey(String vhost, String user, String exchange) implements Comparable<TopicKey> {

    private static final Comparator<TopicKey> ORDER = Comparator.comparing(TopicKey::vhost)
            .thenComparing(TopicKey::user).thenComparing(TopicKey::exchange);

    @Override
    public int compareTo(TopicKey other) {
        return ORDER.compare(this, other);
    }
}
