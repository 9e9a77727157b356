package io.volok.broker.routing;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/** The distinct destinations of a set of bindings, in the order in which each was first bound. */
final class BindingCount {

    private final Map<Destination, Integer> counts = new LinkedHashMap<>();

    void add(Binding binding) {
        counts.merge(binding.destination(), 1, Integer::sum);
    }

    void remove(Binding binding) {
        counts.computeIfPresent(binding.destination(), (destination, count) -> count == 1 ? null : count - 1);
    }

    Collection<Destination> destinations() {
        return counts.keySet();
    }
}
