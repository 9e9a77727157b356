package io.volok.broker.vhost;

import io.volok.broker.event.Event;
import io.volok.broker.event.EventSink;
import io.volok.broker.queue.QueueType;
import io.volok.broker.routing.Binding;
import io.volok.broker.routing.Destination;
import java.util.Locale;

/** Tells what happens to the exchanges, queues and bindings of a virtual host. */
final class VhostEvents {

    /** Who acts when no user does. */
    private static final String INTERNAL = "rmq-internal";

    private final String vhost;
    private final Topology topology;
    private EventSink sink = EventSink.NONE;
    private String actor = INTERNAL;

    VhostEvents(String vhost, Topology topology) {
        this.vhost = vhost;
        this.topology = topology;
    }

    void tellTo(EventSink listener) {
        sink = listener;
    }

    /** Who asks for what comes next. */
    void actor(Caller caller) {
        actor = caller.grants() == null ? INTERNAL : caller.grants().user();
    }

    /** A fact is about to come true. */
    void about(VhostFact fact) {
        if (!sink.isWanted()) {
            return;
        }
        switch (fact) {
            case VhostFact.ExchangeDeclared(ExchangeSpec spec) -> created(spec);
            case VhostFact.ExchangeDeleted(String name) -> {
                topology.bindings().from(name).forEach(binding -> binding("binding.deleted", binding));
                gone(Destination.exchange(name));
                tell(Event.of("exchange.deleted").with("name", name));
            }
            case VhostFact.QueueDeclared(long id, QueueDeclaration queue) -> created(queue);
            case VhostFact.QueueDeleted(String name) -> {
                gone(Destination.queue(name));
                tell(Event.of("queue.deleted").with("name", name).with("type", type(topology.queue(name).type())));
            }
            case VhostFact.Bound(Binding binding) -> binding("binding.created", binding);
            case VhostFact.Unbound(Binding binding) -> binding("binding.deleted", binding);
            case VhostFact.QueueIdsGiven none -> { }
        }
    }

    private void gone(Destination destination) {
        topology.bindings().to(destination).forEach(binding -> binding("binding.deleted", binding));
    }

    private void created(ExchangeSpec spec) {
        tell(Event.of("exchange.created").with("name", spec.name()).with("type", spec.type())
                .with("durable", spec.durable()).with("auto_delete", spec.autoDelete())
                .with("internal", spec.internal()).with("policy", "").with("arguments", spec.arguments()));
    }

    private void created(QueueDeclaration queue) {
        tell(Event.of("queue.created").with("name", queue.name()).with("durable", queue.durable())
                .with("auto_delete", queue.autoDelete()).with("exclusive", queue.exclusive())
                .with("type", type(QueueArguments.type(queue))).with("arguments", queue.arguments()));
    }

    private static String type(QueueType type) {
        return "rabbit_" + type.wireName() + "_queue";
    }

    private void binding(String key, Binding binding) {
        Destination destination = binding.destination();
        tell(Event.of(key).with("source_kind", "exchange").with("source_name", binding.source())
                .with("destination_kind", destination.kind().name().toLowerCase(Locale.ROOT))
                .with("destination_name", destination.name()).with("routing_key", binding.routingKey())
                .with("arguments", binding.arguments()));
    }

    private void tell(Event event) {
        sink.tell(event.with("vhost", vhost).by(actor));
    }
}
