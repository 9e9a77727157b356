package io.volok.broker.vhost;

import io.volok.codec.table.FieldTable;

/**
 * An exchange as declared.
 *
 * @param name its name in the virtual host; the default exchange has the empty name
 * @param type the name of its type
 * @param durable whether it survives a restart
 * @param autoDelete whether it goes when its last binding goes
 * @param internal whether only other exchanges may publish to it
 * @param arguments more, depending on the type
 */
public record ExchangeSpec(String name, String type, boolean durable, boolean autoDelete, boolean internal,
        FieldTable arguments) {

    /** A durable exchange without arguments. */
    public static ExchangeSpec durable(String name, String type) {
        return new ExchangeSpec(name, type, true, false, false, FieldTable.EMPTY);
    }
}
