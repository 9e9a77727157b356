package io.volok.broker.routing;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;

/** Bindings of a fanout exchange: every message goes everywhere. AMQP 0-9-1 §3.1.3.2. */
final class FanoutTable implements BindingTable {

    private final Set<Binding> bindings = new LinkedHashSet<>();

    @Override
    public void add(Binding binding) {
        bindings.add(binding);
    }

    @Override
    public void remove(Binding binding) {
        bindings.remove(binding);
    }

    @Override
    public void match(String routingKey, Routable message, Collection<Destination> into) {
        for (Binding binding : bindings) {
            into.add(binding.destination());
        }
    }

    @Override
    public boolean keyDecides() {
        return true;
    }
}
