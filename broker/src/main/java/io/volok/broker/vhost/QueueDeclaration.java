package io.volok.broker.vhost;

import io.volok.codec.table.FieldTable;

/**
 * A queue as declared.
 *
 * @param name its name; empty to have the broker make one
 * @param durable whether it survives a restart
 * @param exclusive whether only the declaring connection may use it, and it goes with that connection
 * @param autoDelete whether it goes when its last consumer goes
 * @param arguments limits, type and more
 */
public record QueueDeclaration(String name, boolean durable, boolean exclusive, boolean autoDelete,
        FieldTable arguments) {

    /** A durable, shared queue without arguments. */
    public static QueueDeclaration durable(String name) {
        return new QueueDeclaration(name, true, false, false, FieldTable.EMPTY);
    }

    QueueDeclaration named(String newName) {
        return new QueueDeclaration(newName, durable, exclusive, autoDelete, arguments);
    }
}
