package io.volok.server.admin.api;

import io.volok.broker.routing.Binding;
import io.volok.broker.vhost.ExchangeSpec;
import io.volok.broker.vhost.QueueDeclaration;
import io.volok.broker.vhost.VhostDefinitions;
import io.volok.broker.vhost.VhostQueue;
import io.volok.broker.vhost.VirtualHost;
import java.util.List;

/**
 * What is declared in a virtual host, as it goes into a definitions file.
 *
 * @param queues all but those of connections
 * @param exchanges all but the predeclared ones
 * @param bindings all but those of the default exchange
 */
record DeclaredRows(List<Row> queues, List<Row> exchanges, List<Row> bindings) {

    /** Reads a virtual host on its shard; {@code named} says whether each row tells the virtual host. */
    DeclaredRows(VirtualHost vhost, boolean named) {
        this(vhost, vhost.definitions(), named ? vhost.name() : null);
    }

    private DeclaredRows(VirtualHost vhost, VhostDefinitions definitions, String name) {
        this(definitions.queues().stream().map(queue -> queue(vhost.queue(queue.name()), queue, name)).toList(),
                definitions.exchanges().stream().map(exchange -> exchange(exchange, name)).toList(),
                definitions.bindings().stream().map(binding -> binding(binding, name)).toList());
    }

    private static Row queue(VhostQueue queue, QueueDeclaration declaration, String vhost) {
        return new Row().with("arguments", QueueView.arguments(queue)).with("auto_delete", declaration.autoDelete())
                .with("durable", declaration.durable()).with("name", declaration.name())
                .with("type", queue.type().wireName()).withKnown("vhost", vhost);
    }

    private static Row exchange(ExchangeSpec spec, String vhost) {
        return new Row().with("arguments", JsonFields.toJson(spec.arguments())).with("auto_delete", spec.autoDelete())
                .with("durable", spec.durable()).withKnown("internal", spec.internal() ? true : null)
                .with("name", spec.name()).with("type", spec.type()).withKnown("vhost", vhost);
    }

    private static Row binding(Binding binding, String vhost) {
        return new Row().with("arguments", JsonFields.toJson(binding.arguments()))
                .with("destination", binding.destination().name())
                .with("destination_type", binding.destination().kind().word())
                .with("routing_key", binding.routingKey()).with("source", binding.source()).withKnown("vhost", vhost);
    }
}
