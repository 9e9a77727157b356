package io.volok.broker.access;

import java.util.List;
import java.util.Map;

/**
 * A user of the broker.
 *
 * @param name the name it logs in with
 * @param password its password's hash; null means that no password opens this user (certificates may)
 * @param tags what it may do in the management interface, in the order given
 * @param limits {@code max-connections} and {@code max-channels}, where set; negative means unlimited
 */
public record User(String name, PasswordHash password, List<String> tags, Map<String, Long> limits) {

    /** The tag of those who may do everything in the management interface. */
    public static final String ADMINISTRATOR = "administrator";
    /** The tag of those who may see every vhost's state. */
    public static final String MONITORING = "monitoring";
    /** The tag of those who may set policies. */
    public static final String POLICYMAKER = "policymaker";
    /** The tag of those who may use the management interface for their own vhosts. */
    public static final String MANAGEMENT = "management";
    /** The tag of those who may publish under another user's id. */
    public static final String IMPERSONATOR = "impersonator";
    /** The name of a user limit: open connections. */
    public static final String MAX_CONNECTIONS = "max-connections";
    /** The name of a user limit: open channels over all connections. */
    public static final String MAX_CHANNELS = "max-channels";

    /** Copies what can change. */
    public User {
        tags = List.copyOf(tags);
        limits = Map.copyOf(limits);
    }

    /** Whether the user carries the tag. */
    public boolean hasTag(String tag) {
        return tags.contains(tag);
    }

    /** Whether this password opens this user. A blank password never does. */
    public boolean opensWith(String given) {
        return password != null && !given.isEmpty() && password.matches(given);
    }

    /** A limit's value, or -1 when there is none. */
    public long limit(String limitName) {
        return limits.getOrDefault(limitName, -1L);
    }
}
