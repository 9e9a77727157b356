package io.volok.broker.routing;

import io.volok.broker.Refusal;
import java.util.Collection;

/** The bindings of one exchange, arranged as its type needs them. Plain mutable state; the order of adding is kept. */
public interface BindingTable {

    /** Null when the binding makes sense for this type. */
    default Refusal validate(Binding binding) {
        return null;
    }

    /** Adds a binding that is not in the table. */
    void add(Binding binding);

    /** Removes a binding that is in the table. */
    void remove(Binding binding);

    /**
     * Adds the destinations for a message to {@code into}; a destination may be added more than once.
     *
     * @param routingKey one of the message's routing keys
     * @param message the rest of the message; never touched when {@link #keyDecides()}
     */
    void match(String routingKey, Routable message, Collection<Destination> into);

    /** Whether the answer depends on nothing but the routing key, so that it may be remembered. */
    boolean keyDecides();
}
