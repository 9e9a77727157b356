package io.volok.broker.routing;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Follows a message from an exchange through bindings between exchanges and alternate exchanges to the queues.
 *
 * <p>Each exchange is visited at most once per message, so that cycles end, and each queue is found at most once. An
 * alternate exchange is used where an exchange's own bindings match nothing at all. A pure function of the topology,
 * with scratch space; not reentrant, one per shard and virtual host.
 */
public final class Router {

    private final Function<String, ? extends RoutingNode> exchanges;
    private final ArrayDeque<RoutingNode> toVisit = new ArrayDeque<>();
    private final Set<String> seen = new HashSet<>();
    private final List<Destination> matched = new ArrayList<>();

    /**
     * A router over the exchanges that {@code exchanges} finds by name; it answers null for those that do not exist.
     */
    public Router(Function<String, ? extends RoutingNode> exchanges) {
        this.exchanges = exchanges;
    }

    /**
     * Finds the queues for a message.
     *
     * @param exchange name of the exchange it was published to
     * @param start that exchange
     * @param keys its routing keys; more than one when it has CC or BCC headers
     * @param message the rest of it
     * @param queues gets the names of the queues
     * @param waits asked, with its name, for each exchange on the way that {@link RoutingNode#holdsBack}: true when the
     *     message waits there and goes no further for now
     * @return whether the answer depends on nothing but the routing keys
     */
    public boolean route(String exchange, RoutingNode start, List<String> keys, Routable message,
            Collection<String> queues, Predicate<String> waits) {
        seen.clear();
        seen.add(exchange);
        toVisit.add(start);
        boolean keyDecides = true;
        for (RoutingNode node = toVisit.poll(); node != null; node = toVisit.poll()) {
            keyDecides &= node.table().keyDecides();
            match(node, keys, message);
            keyDecides &= follow(queues, waits);
        }
        return keyDecides;
    }

    private void match(RoutingNode node, List<String> keys, Routable message) {
        matched.clear();
        for (int i = 0; i < keys.size(); i++) {
            node.table().match(keys.get(i), message, matched);
        }
        if (matched.isEmpty() && node.alternateExchange() != null) {
            matched.add(Destination.exchange(node.alternateExchange()));
        }
    }

    private boolean follow(Collection<String> queues, Predicate<String> waits) {
        boolean keyDecides = true;
        for (Destination destination : matched) {
            if (destination.isQueue()) {
                queues.add(destination.name());
            } else if (seen.add(destination.name())) {
                RoutingNode next = exchanges.apply(destination.name());
                if (next != null) {
                    keyDecides &= !next.holdsBack();
                    if (!next.holdsBack() || !waits.test(destination.name())) {
                        toVisit.add(next);
                    }
                }
            }
        }
        return keyDecides;
    }
}
