package io.volok.broker.catalog;

import java.util.List;
import java.util.Map;

/**
 * A virtual host as the catalog knows it.
 *
 * @param name its name
 * @param description for people
 * @param tags for people and tools
 * @param defaultQueueType the type of durable queues declared without one; null when not set
 * @param tracing whether the firehose is on
 * @param isProtected whether it is protected from deletion
 * @param limits {@code max-connections} and {@code max-queues}, where set; negative means unlimited
 */
public record VhostEntry(String name, String description, List<String> tags, String defaultQueueType, boolean tracing,
        boolean isProtected, Map<String, Long> limits) {

    /** The name of a vhost limit: open connections. */
    public static final String MAX_CONNECTIONS = "max-connections";
    /** The name of a vhost limit: queues. */
    public static final String MAX_QUEUES = "max-queues";

    /** Copies what can change. */
    public VhostEntry {
        description = description == null ? "" : description;
        tags = List.copyOf(tags);
        limits = Map.copyOf(limits);
    }

    /** A vhost of which nothing but the name is set. */
    public static VhostEntry named(String name) {
        return new VhostEntry(name, "", List.of(), null, false, false, Map.of());
    }

    /** The same with other limits. */
    public VhostEntry withLimits(Map<String, Long> changed) {
        return new VhostEntry(name, description, tags, defaultQueueType, tracing, isProtected, changed);
    }

    /** The same with tracing on or off. */
    public VhostEntry withTracing(boolean on) {
        return new VhostEntry(name, description, tags, defaultQueueType, on, isProtected, limits);
    }

    /** The same, protected from deletion or not. */
    public VhostEntry withProtection(boolean on) {
        return new VhostEntry(name, description, tags, defaultQueueType, tracing, on, limits);
    }

    /** A limit's value, or -1 when there is none. */
    public long limit(String limitName) {
        return limits.getOrDefault(limitName, -1L);
    }
}
