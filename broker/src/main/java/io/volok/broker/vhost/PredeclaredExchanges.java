package io.volok.broker.vhost;

import io.volok.codec.table.FieldTable;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The exchanges that every virtual host has. They cannot be deleted and are not stored. */
final class PredeclaredExchanges {

    static final String TRACE = "amq.rabbitmq.trace";

    static final List<ExchangeSpec> SPECS = List.of(
            ExchangeSpec.durable("", "direct"),
            ExchangeSpec.durable("amq.direct", "direct"),
            ExchangeSpec.durable("amq.fanout", "fanout"),
            ExchangeSpec.durable("amq.topic", "topic"),
            ExchangeSpec.durable("amq.headers", "headers"),
            ExchangeSpec.durable("amq.match", "headers"),
            new ExchangeSpec(TRACE, "topic", true, false, true, FieldTable.EMPTY));

    private static final Set<String> NAMES = SPECS.stream().map(ExchangeSpec::name).collect(Collectors.toSet());

    private PredeclaredExchanges() {
    }

    static boolean includes(String name) {
        return NAMES.contains(name);
    }
}
