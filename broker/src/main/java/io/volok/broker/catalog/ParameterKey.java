package io.volok.broker.catalog;

import java.util.Comparator;

/**
 * The name of a runtime parameter.
 *
 * @param component what it belongs to; null for a global parameter
 * @param vhost the vhost it belongs to; null for a global parameter
 * @param name its name
 */
public record ParameterKey(String component, String vhost, String name) implements Comparable<ParameterKey> {

    private static final Comparator<ParameterKey> ORDER = Comparator
            .comparing(ParameterKey::component, Comparator.nullsFirst(Comparator.naturalOrder()))
            .thenComparing(ParameterKey::vhost, Comparator.nullsFirst(Comparator.naturalOrder()))
            .thenComparing(ParameterKey::name);

    /** Names a global parameter. */
    public static ParameterKey global(String name) {
        return new ParameterKey(null, null, name);
    }

    /** Whether it is global. */
    public boolean isGlobal() {
        return component == null;
    }

    @Override
    public int compareTo(ParameterKey other) {
        return ORDER.compare(this, other);
    }
}
