package io.volok.broker.routing;

/** An exchange as the router sees it. */
public interface RoutingNode {

    /** The bindings that start here. */
    BindingTable table();

    /** Name of the exchange that gets what no binding here matches; null when there is none. */
    String alternateExchange();

    /** Whether a message that comes here from another exchange may have to wait. */
    default boolean holdsBack() {
        return false;
    }
}
