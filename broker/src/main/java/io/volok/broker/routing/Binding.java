package io.volok.broker.routing;

import io.volok.codec.table.FieldTable;

/**
 * One binding. Two bindings that are equal in all four parts are the same binding.
 *
 * @param source the exchange that messages come from
 * @param destination where they go
 * @param routingKey the binding key; what it means depends on the exchange's type
 * @param arguments more of the same, for types that match on them
 */
public record Binding(String source, Destination destination, String routingKey, FieldTable arguments) {
}
