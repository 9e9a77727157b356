package io.volok.broker.routing;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Bindings of a direct exchange: the routing key equals the binding key. AMQP 0-9-1 §3.1.3.1. */
final class DirectTable implements BindingTable {

    private final Map<String, List<Binding>> byKey = new HashMap<>();

    @Override
    public void add(Binding binding) {
        byKey.computeIfAbsent(binding.routingKey(), key -> new ArrayList<>(2)).add(binding);
    }

    @Override
    public void remove(Binding binding) {
        List<Binding> bindings = byKey.get(binding.routingKey());
        bindings.remove(binding);
        if (bindings.isEmpty()) {
            byKey.remove(binding.routingKey());
        }
    }

    @Override
    public void match(String routingKey, Routable message, Collection<Destination> into) {
        List<Binding> bindings = byKey.get(routingKey);
        if (bindings != null) {
            for (Binding binding : bindings) {
                into.add(binding.destination());
            }
        }
    }

    @Override
    public boolean keyDecides() {
        return true;
    }
}
