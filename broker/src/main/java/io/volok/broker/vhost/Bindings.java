package io.volok.broker.vhost;

import io.volok.broker.routing.Binding;
import io.volok.broker.routing.Destination;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The explicit bindings of a virtual host, found from both ends, in the order in which they were made. */
final class Bindings {

    private final Set<Binding> all = new LinkedHashSet<>();
    private final Map<String, Set<Binding>> bySource = new HashMap<>();
    private final Map<Destination, Set<Binding>> byDestination = new HashMap<>();

    /** Adds a binding; false when it was there. */
    boolean add(Binding binding) {
        if (!all.add(binding)) {
            return false;
        }
        bySource.computeIfAbsent(binding.source(), source -> new LinkedHashSet<>()).add(binding);
        byDestination.computeIfAbsent(binding.destination(), to -> new LinkedHashSet<>(4)).add(binding);
        return true;
    }

    /** Removes a binding; false when it was not there. */
    boolean remove(Binding binding) {
        if (!all.remove(binding)) {
            return false;
        }
        removeFrom(bySource, binding.source(), binding);
        removeFrom(byDestination, binding.destination(), binding);
        return true;
    }

    private static <K> void removeFrom(Map<K, Set<Binding>> index, K key, Binding binding) {
        Set<Binding> bindings = index.get(key);
        bindings.remove(binding);
        if (bindings.isEmpty()) {
            index.remove(key);
        }
    }

    boolean contains(Binding binding) {
        return all.contains(binding);
    }

    Collection<Binding> all() {
        return all;
    }

    /** A copy of the bindings that start at an exchange. */
    List<Binding> from(String source) {
        return List.copyOf(bySource.getOrDefault(source, Set.of()));
    }

    /** A copy of the bindings that lead to a queue or exchange. */
    List<Binding> to(Destination destination) {
        return List.copyOf(byDestination.getOrDefault(destination, Set.of()));
    }

    boolean anyFrom(String source) {
        return bySource.containsKey(source);
    }
}
