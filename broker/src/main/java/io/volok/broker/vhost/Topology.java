package io.volok.broker.vhost;

import io.volok.broker.ResourceName;
import io.volok.broker.queue.QueueType;
import io.volok.broker.routing.Binding;
import io.volok.broker.routing.Destination;
import io.volok.broker.routing.ExchangeType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * The exchanges, queues and bindings of a virtual host. {@link #apply} is the only way to change them, at run time and
 * at recovery.
 */
final class Topology {

    private final String vhost;
    private final TopicTargets topics;
    private final RandomGenerator random;
    private final Map<String, Exchange> exchanges = new LinkedHashMap<>();
    private final Map<String, VhostQueue> queues = new LinkedHashMap<>();
    private final Bindings bindings = new Bindings();
    /** Those that remember routes: with the next change all forget theirs, and hold on to no queue that is gone. */
    private final List<Exchange> remembering = new ArrayList<>();
    private long nextQueueId = 1;

    Topology(String vhost, TopicTargets topics, RandomGenerator random) {
        this.vhost = vhost;
        this.topics = topics;
        this.random = random;
        PredeclaredExchanges.SPECS.forEach(spec -> apply(new VhostFact.ExchangeDeclared(spec)));
    }

    void apply(VhostFact fact) {
        switch (fact) {
            case VhostFact.ExchangeDeclared(ExchangeSpec spec) -> {
                exchanges.put(spec.name(), exchange(spec));
                routesChanged();
            }
            case VhostFact.ExchangeDeleted(String name) -> deleteExchange(name);
            case VhostFact.QueueDeclared(long id, QueueDeclaration declaration) -> {
                nextQueueId = Math.max(nextQueueId, id + 1);
                queues.put(declaration.name(), queue(id, declaration));
            }
            case VhostFact.QueueDeleted(String name) -> deleteQueue(name);
            case VhostFact.Bound(Binding binding) -> bind(binding);
            case VhostFact.Unbound(Binding binding) -> unbind(binding);
            case VhostFact.QueueIdsGiven(long nextId) -> nextQueueId = Math.max(nextQueueId, nextId);
        }
    }

    /**
     * Lets what is remembered of routes be forgotten: what they depend on has changed, be it by a fact or by policies.
     * Queues that come and go without bindings change nothing, so that request-reply clients do not cost everybody the
     * memory of routes.
     */
    void routesChanged() {
        remembering.forEach(Exchange::forgetRoutes);
        remembering.clear();
    }

    /** Lets an exchange remember the route of a key. */
    void remember(Exchange exchange, String routingKey, VhostQueue[] queues) {
        if (!exchange.remembersRoutes()) {
            remembering.add(exchange);
        }
        exchange.remember(routingKey, queues);
    }

    private Exchange exchange(ExchangeSpec spec) {
        ExchangeType type = ExchangeType.of(spec.type()).orElseThrow();
        return new Exchange(spec, ResourceName.exchange(vhost, spec.name()), type,
                type.newTable(spec.arguments(), random));
    }

    private VhostQueue queue(long id, QueueDeclaration declaration) {
        QueueType type = QueueArguments.type(declaration);
        ResourceName resource = ResourceName.queue(vhost, declaration.name());
        return switch (type) {
            case CLASSIC, QUORUM -> new OrdinaryQueue(id, declaration, resource, type);
            case STREAM -> new StreamQueue(declaration, resource, topics);
            case TOPIC -> new TopicQueue(declaration, resource, topics);
        };
    }

    private void deleteExchange(String name) {
        bindings.from(name).forEach(this::unbind);
        deleteBindingsTo(Destination.exchange(name));
        exchanges.remove(name);
        routesChanged();
    }

    private void deleteQueue(String name) {
        deleteBindingsTo(Destination.queue(name));
        queues.remove(name);
    }

    private void deleteBindingsTo(Destination destination) {
        for (Binding binding : bindings.to(destination)) {
            unbind(binding);
        }
    }

    private void bind(Binding binding) {
        if (bindings.add(binding)) {
            exchanges.get(binding.source()).table().add(binding);
            routesChanged();
        }
    }

    private void unbind(Binding binding) {
        if (bindings.remove(binding)) {
            exchanges.get(binding.source()).table().remove(binding);
            routesChanged();
        }
    }

    long nextQueueId() {
        return nextQueueId;
    }

    Exchange exchange(String name) {
        return exchanges.get(name);
    }

    VhostQueue queue(String name) {
        return queues.get(name);
    }

    Collection<Exchange> exchanges() {
        return exchanges.values();
    }

    Collection<VhostQueue> queues() {
        return queues.values();
    }

    Bindings bindings() {
        return bindings;
    }

    boolean isDurable(Binding binding) {
        Exchange source = exchanges.get(binding.source());
        Destination destination = binding.destination();
        boolean toDurable = switch (destination.kind()) {
            case EXCHANGE -> exchanges.get(destination.name()).spec().durable();
            case QUEUE -> isDurable(queues.get(destination.name()));
        };
        return source.spec().durable() && toDurable;
    }

    static boolean isDurable(VhostQueue queue) {
        return queue.declaration().durable();
    }

    /** Facts that amount to everything here that survives a restart. */
    List<byte[]> livingFacts() {
        List<byte[]> facts = new ArrayList<>();
        facts.add(new VhostFact.QueueIdsGiven(nextQueueId).bytes());
        for (Exchange exchange : exchanges.values()) {
            if (exchange.spec().durable() && !PredeclaredExchanges.includes(exchange.name())) {
                facts.add(new VhostFact.ExchangeDeclared(exchange.spec()).bytes());
            }
        }
        for (VhostQueue queue : queues.values()) {
            if (isDurable(queue)) {
                long id = queue instanceof OrdinaryQueue ordinary ? ordinary.id() : 0;
                facts.add(new VhostFact.QueueDeclared(id, queue.declaration()).bytes());
            }
        }
        for (Binding binding : bindings.all()) {
            if (isDurable(binding)) {
                facts.add(new VhostFact.Bound(binding).bytes());
            }
        }
        return facts;
    }
}
