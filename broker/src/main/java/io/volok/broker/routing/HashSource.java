package io.volok.broker.routing;

import io.volok.broker.Refusal;
import io.volok.codec.table.FieldTable;
import io.volok.codec.table.FieldValue;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What an {@code x-consistent-hash} exchange hashes: the routing key, a header ({@code hash-header}) or a property
 * ({@code hash-property}).
 *
 * @param header name of a header, or null
 * @param property AMQP name of a property, or null
 */
record HashSource(String header, String property) {

    private static final Set<String> PROPERTIES = Set.of("correlation_id", "message_id", "timestamp");
    private static final String HASH_HEADER = "hash-header";
    private static final String HASH_PROPERTY = "hash-property";

    /** Null when the exchange's arguments make sense. */
    static Refusal validate(FieldTable arguments) {
        if (arguments.contains(HASH_HEADER) && arguments.contains(HASH_PROPERTY)) {
            return new Refusal.PreconditionFailed("hash-header and hash-property are mutually exclusive");
        }
        String property = arguments.text(HASH_PROPERTY).orElse(null);
        if (arguments.contains(HASH_PROPERTY) && (property == null || !PROPERTIES.contains(property))) {
            return new Refusal.PreconditionFailed("Unsupported property: " + property);
        }
        return null;
    }

    static HashSource of(FieldTable arguments) {
        return new HashSource(arguments.text(HASH_HEADER).orElse(null), arguments.text(HASH_PROPERTY).orElse(null));
    }

    boolean isRoutingKey() {
        return header == null && property == null;
    }

    /** The text to hash. A message that lacks the header or property hashes like any other that does. */
    String text(String routingKey, Routable message) {
        if (header != null) {
            return message.headers().find(header).map(HashSource::textOf).orElse("");
        }
        if (property != null) {
            String value = message.property(property);
            return value == null ? "" : value;
        }
        return routingKey;
    }

    private static String textOf(FieldValue value) {
        OptionalLong integer = FieldTable.integerOf(value);
        return integer.isPresent() ? Long.toString(integer.getAsLong()) : value.toString();
    }
}
