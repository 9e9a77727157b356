package io.volok.broker.vhost;

import io.volok.broker.catalog.FactLog;
import io.volok.broker.routing.Destination;

/** Writes facts about what survives a restart, then applies them: the one way in which a virtual host changes. */
final class VhostJournal {

    private final Topology topology;
    private final FactLog log;
    private final VhostEvents events;

    VhostJournal(Topology topology, FactLog log, VhostEvents events) {
        this.topology = topology;
        this.log = log;
        this.events = events;
    }

    void recover() {
        log.recover(fact -> topology.apply(VhostFact.read(fact)));
    }

    void commit(VhostFact fact) {
        if (isKept(fact)) {
            log.append(fact.bytes());
        }
        events.about(fact);
        topology.apply(fact);
    }

    private boolean isKept(VhostFact fact) {
        return switch (fact) {
            case VhostFact.ExchangeDeclared(ExchangeSpec spec) -> spec.durable();
            case VhostFact.ExchangeDeleted(String name) -> topology.exchange(name).spec().durable();
            case VhostFact.QueueDeclared(long id, QueueDeclaration declaration) -> declaration.durable();
            case VhostFact.QueueDeleted(String name) -> Topology.isDurable(topology.queue(name));
            case VhostFact.Bound(var binding) -> topology.isDurable(binding);
            case VhostFact.Unbound(var binding) -> topology.isDurable(binding);
            case VhostFact.QueueIdsGiven(long nextId) -> true;
        };
    }

    /** Deletes an exchange, and those whose last binding led to it and that wanted to go with it. */
    void deleteExchange(String name) {
        var sources = topology.bindings().to(Destination.exchange(name));
        commit(new VhostFact.ExchangeDeleted(name));
        sources.forEach(binding -> deleteIfAbandoned(binding.source()));
    }

    /** Takes a queue out of the catalog, and the auto-delete exchanges that led to nothing else. */
    void deleteQueue(String name) {
        var sources = topology.bindings().to(Destination.queue(name));
        commit(new VhostFact.QueueDeleted(name));
        sources.forEach(binding -> deleteIfAbandoned(binding.source()));
    }

    /** Deletes an auto-delete exchange that has just lost a binding, if it was the last. */
    void deleteIfAbandoned(String name) {
        Exchange exchange = topology.exchange(name);
        if (exchange != null && exchange.spec().autoDelete() && !topology.bindings().anyFrom(name)) {
            deleteExchange(name);
        }
    }
}
