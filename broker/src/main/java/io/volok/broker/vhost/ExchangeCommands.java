package io.volok.broker.vhost;

import io.volok.broker.ArgumentText;
import io.volok.broker.Outcome;
import io.volok.broker.Refusal;
import io.volok.broker.Refusals;
import io.volok.broker.ResourceName;
import io.volok.broker.access.Permission;
import io.volok.broker.policy.ApplyTo;
import io.volok.broker.routing.ExchangeType;
import io.volok.codec.table.FieldTable;
import io.volok.codec.table.FieldValue;
import java.util.Optional;

/** Decides about exchanges: declare, delete, look up. AMQP 0-9-1 §1.6. */
final class ExchangeCommands {

    private static final String ALTERNATE = "alternate-exchange";

    private final VirtualHost vhost;
    private final Topology topology;
    private final VhostJournal journal;

    ExchangeCommands(VirtualHost vhost, Topology topology, VhostJournal journal) {
        this.vhost = vhost;
        this.topology = topology;
        this.journal = journal;
    }

    Outcome<Exchange> find(String rawName, Caller caller) {
        String name = Names.clean(rawName);
        Exchange exchange = topology.exchange(name);
        Refusal refusal = name.isEmpty() ? Refusals.defaultExchange() : caller.checkAny(resource(name));
        if (refusal != null) {
            return Outcome.refused(refusal);
        }
        return exchange == null ? Outcome.refused(Refusals.notFound(resource(name))) : Outcome.done(exchange);
    }

    Outcome<Exchange> declare(ExchangeSpec asked, Caller caller) {
        ExchangeSpec spec = new ExchangeSpec(Names.clean(asked.name()), asked.type(), asked.durable(),
                asked.autoDelete(), asked.internal(), asked.arguments());
        ResourceName name = resource(spec.name());
        Refusal refusal = refuseDeclare(spec, name, caller);
        if (refusal != null) {
            return Outcome.refused(refusal);
        }
        Exchange existing = topology.exchange(spec.name());
        if (existing != null) {
            refusal = Equivalence.check(name, existing.spec(), spec);
            return refusal == null ? Outcome.done(existing) : Outcome.refused(refusal);
        }
        refusal = refuseNew(spec, name, caller);
        if (refusal != null) {
            return Outcome.refused(refusal);
        }
        journal.commit(new VhostFact.ExchangeDeclared(spec));
        Exchange exchange = topology.exchange(spec.name());
        exchange.govern(vhost.policies().effective(ApplyTo.EXCHANGES, exchange.name()));
        return Outcome.done(exchange);
    }

    private static Refusal refuseDeclare(ExchangeSpec spec, ResourceName name, Caller caller) {
        if (ExchangeType.of(spec.type()).isEmpty()) {
            return Refusals.unknownExchangeType(spec.type());
        }
        return spec.name().isEmpty() ? Refusals.defaultExchange() : caller.check(Permission.CONFIGURE, name);
    }

    private Refusal refuseNew(ExchangeSpec spec, ResourceName name, Caller caller) {
        if (Names.isReserved(spec.name())) {
            return Refusals.reservedName(name);
        }
        Refusal refusal = refuseAlternate(spec.arguments(), name, caller);
        return refusal != null ? refusal : ExchangeType.of(spec.type()).orElseThrow().validate(spec.arguments());
    }

    private Refusal refuseAlternate(FieldTable arguments, ResourceName name, Caller caller) {
        Optional<FieldValue> alternate = arguments.find(ALTERNATE);
        if (alternate.isEmpty()) {
            return null;
        }
        if (!(alternate.get() instanceof FieldValue.LongString text)) {
            return Refusals.invalidArgumentType(ALTERNATE, name, ArgumentText.type(alternate.get()));
        }
        Refusal refusal = caller.check(Permission.READ, name);
        return refusal != null ? refusal : caller.check(Permission.WRITE, resource(text.text()));
    }

    /** Deleting what is not there succeeds, as in RabbitMQ. */
    Outcome<Boolean> delete(String rawName, boolean ifUnused, Caller caller) {
        String name = Names.clean(rawName);
        ResourceName resource = resource(name);
        Refusal refusal = refuseDelete(name, resource, caller);
        if (refusal != null) {
            return Outcome.refused(refusal);
        }
        if (topology.exchange(name) == null) {
            return Outcome.done(false);
        }
        if (ifUnused && topology.bindings().anyFrom(name)) {
            return Outcome.refused(Refusals.inUse(resource));
        }
        journal.deleteExchange(name);
        return Outcome.done(true);
    }

    private static Refusal refuseDelete(String name, ResourceName resource, Caller caller) {
        if (name.isEmpty()) {
            return Refusals.defaultExchange();
        }
        return Names.isReserved(name) ? Refusals.systemExchange(resource)
                : caller.check(Permission.CONFIGURE, resource);
    }

    private ResourceName resource(String name) {
        return ResourceName.exchange(vhost.name(), name);
    }
}
