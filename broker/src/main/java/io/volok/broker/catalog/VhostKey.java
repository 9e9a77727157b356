package io.volok.broker.catalog;

import java.util.Comparator;

/**
 * A name within a virtual host: of a user, a policy.
 *
 * @param vhost the vhost
 * @param name the name
 */
public record VhostKey(String vhost, String name) implements Comparable<VhostKey> {

    private static final Comparator<VhostKey> ORDER =
            Comparator.comparing(VhostKey::vhost).thenComparing(VhostKey::name);

    @Override
    public int compareTo(VhostKey other) {
        return ORDER.compare(this, other);
    }
}
