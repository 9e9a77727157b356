package io.volok.broker.routing;

import io.volok.broker.Refusal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Bindings of an {@code x-consistent-hash} exchange. The binding key is the destination's weight: that many buckets. A
 * jump consistent hash of the routing key (or of a header or property) picks the bucket, so that adding a destination
 * moves only the messages that the new one takes over.
 *
 * <p>Buckets stay in binding order, and bindings are recovered in order, so that a restart changes nothing.
 */
final class ConsistentHashTable implements BindingTable {

    private static final Pattern INTEGER = Pattern.compile("[+-]?[0-9]{1,9}");

    private final HashSource source;
    private final List<Destination> buckets = new ArrayList<>();

    ConsistentHashTable(HashSource source) {
        this.source = source;
    }

    @Override
    public Refusal validate(Binding binding) {
        String key = binding.routingKey();
        if (!INTEGER.matcher(key).matches()) {
            return new Refusal.PreconditionFailed("The binding key must be an integer: <<\"" + key + "\">>");
        }
        if (Integer.parseInt(key) < 1) {
            return new Refusal.PreconditionFailed("The binding key must be greater than 0");
        }
        return null;
    }

    /** A second binding of a destination does not change its weight, as in RabbitMQ. */
    @Override
    public void add(Binding binding) {
        if (!buckets.contains(binding.destination())) {
            for (int i = Integer.parseInt(binding.routingKey()); i > 0; i--) {
                buckets.add(binding.destination());
            }
        }
    }

    @Override
    public void remove(Binding binding) {
        buckets.removeIf(binding.destination()::equals);
    }

    @Override
    public void match(String routingKey, Routable message, Collection<Destination> into) {
        if (!buckets.isEmpty()) {
            into.add(buckets.get(jump(KeyHash.of(source.text(routingKey, message)), buckets.size())));
        }
    }

    @Override
    public boolean keyDecides() {
        return source.isRoutingKey();
    }

    /** Jump consistent hash (Lamping and Veach, 2014). */
    private static int jump(long hash, int bucketCount) {
        long key = hash;
        long bucket = -1;
        long candidate = 0;
        while (candidate < bucketCount) {
            bucket = candidate;
            key = key * 2862933555777941757L + 1;
            candidate = (long) ((bucket + 1) * ((double) (1L << 31) / ((key >>> 33) + 1)));
        }
        return (int) bucket;
    }
}
