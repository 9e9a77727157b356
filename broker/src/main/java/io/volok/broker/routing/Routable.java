package io.volok.broker.routing;

import io.volok.codec.table.FieldTable;

/** What exchange types look at in a message besides the routing key. Asked only by the types that need it. */
public interface Routable {

    /** The message's headers; the empty table when it has none. */
    FieldTable headers();

    /** A property by its AMQP name ({@code message_id}, {@code correlation_id}, {@code timestamp}), or null. */
    String property(String name);
}
