package io.volok.server.amqp;

import io.volok.codec.table.FieldTable;

/** What the broker tells a client about itself in connection.start. */
final class ServerProperties {

    /** What clients may rely on; each of these is implemented. */
    private static final String[] CAPABILITIES = {
        "publisher_confirms", "exchange_exchange_bindings", "basic.nack", "consumer_cancel_notify",
        "connection.blocked", "consumer_priorities", "authentication_failure_close", "per_consumer_qos",
        "direct_reply_to",
    };

    private ServerProperties() {
    }

    static FieldTable of(AmqpSettings settings) {
        FieldTable.Builder capabilities = FieldTable.builder();
        for (String capability : CAPABILITIES) {
            capabilities.add(capability, true);
        }
        return FieldTable.builder()
                .add("capabilities", capabilities.build())
                .add("cluster_name", settings.clusterName())
                .add("copyright", "Copyright (c) the Volok authors")
                .add("information", "Licensed under the Apache License 2.0")
                .add("platform", "Java " + Runtime.version().feature())
                .add("product", "Volok")
                .add("version", settings.serverVersion())
                .build();
    }
}
