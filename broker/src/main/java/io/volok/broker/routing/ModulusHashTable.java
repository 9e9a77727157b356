package io.volok.broker.routing;

import java.util.Collection;
import java.util.Comparator;
import java.util.TreeSet;

/**
 * Bindings of an {@code x-modulus-hash} exchange: the hash of the routing key picks one destination among all that are
 * bound, whatever their binding keys are.
 */
final class ModulusHashTable implements BindingTable {

    private static final Comparator<Destination> BY_NAME =
            Comparator.comparing(Destination::kind).thenComparing(Destination::name);

    private final BindingCount counts = new BindingCount();
    private Destination[] sorted = {};

    @Override
    public void add(Binding binding) {
        counts.add(binding);
        sort();
    }

    @Override
    public void remove(Binding binding) {
        counts.remove(binding);
        sort();
    }

    private void sort() {
        TreeSet<Destination> order = new TreeSet<>(BY_NAME);
        order.addAll(counts.destinations());
        sorted = order.toArray(Destination[]::new);
    }

    @Override
    public void match(String routingKey, Routable message, Collection<Destination> into) {
        if (sorted.length > 0) {
            into.add(sorted[(int) Long.remainderUnsigned(KeyHash.of(routingKey), sorted.length)]);
        }
    }

    @Override
    public boolean keyDecides() {
        return true;
    }
}
