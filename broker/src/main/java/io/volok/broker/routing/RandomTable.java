package io.volok.broker.routing;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Bindings of an {@code x-random} or {@code x-local-random} exchange: each message goes to one destination, picked at
 * random. On a single node every queue is local.
 */
final class RandomTable implements BindingTable {

    private final BindingCount counts = new BindingCount();
    private final RandomGenerator random;
    private List<Destination> destinations = List.of();

    RandomTable(RandomGenerator random) {
        this.random = random;
    }

    @Override
    public void add(Binding binding) {
        counts.add(binding);
        destinations = new ArrayList<>(counts.destinations());
    }

    @Override
    public void remove(Binding binding) {
        counts.remove(binding);
        destinations = new ArrayList<>(counts.destinations());
    }

    @Override
    public void match(String routingKey, Routable message, Collection<Destination> into) {
        if (!destinations.isEmpty()) {
            into.add(destinations.get(random.nextInt(destinations.size())));
        }
    }

    @Override
    public boolean keyDecides() {
        return false;
    }
}
