package io.volok.broker.vhost;

import io.volok.broker.Outcome;
import io.volok.broker.Refusal;
import io.volok.broker.Refusals;
import io.volok.broker.ResourceName;
import io.volok.broker.access.Permission;
import io.volok.broker.routing.Binding;
import io.volok.broker.routing.Destination;
import io.volok.codec.table.FieldTable;
import java.util.Comparator;

/**
 * Decides about bindings: bind and unbind, to queues and to exchanges. AMQP 0-9-1 §1.7.2.3 and RabbitMQ's
 * exchange.bind.
 */
final class BindingCommands {

    private final VirtualHost vhost;
    private final Topology topology;
    private final VhostJournal journal;

    BindingCommands(VirtualHost vhost, Topology topology, VhostJournal journal) {
        this.vhost = vhost;
        this.topology = topology;
        this.journal = journal;
    }

    /** True when the binding is new. */
    Outcome<Boolean> bind(Binding asked, Caller caller) {
        Binding binding = clean(asked);
        Refusal refusal = refuse(binding, caller);
        refusal = refusal != null ? refusal : refuseMissing(binding);
        refusal = refusal != null ? refusal : topology.exchange(binding.source()).table().validate(binding);
        refusal = refusal != null ? refusal : refuseLocked(binding, caller);
        if (refusal != null) {
            return Outcome.refused(refusal);
        }
        if (topology.bindings().contains(binding)) {
            return Outcome.done(false);
        }
        journal.commit(new VhostFact.Bound(binding));
        vhost.bound(binding);
        return Outcome.done(true);
    }

    /** True when the binding was there; removing what is not there succeeds, as in RabbitMQ. */
    Outcome<Boolean> unbind(Binding asked, Caller caller) {
        Binding binding = clean(asked);
        Refusal refusal = refuse(binding, caller);
        refusal = refusal != null || !topology.bindings().contains(binding) ? refusal : refuseLocked(binding, caller);
        if (refusal != null) {
            return Outcome.refused(refusal);
        }
        if (!topology.bindings().contains(binding)) {
            return Outcome.done(false);
        }
        journal.commit(new VhostFact.Unbound(binding));
        journal.deleteIfAbandoned(binding.source());
        return Outcome.done(true);
    }

    private static Binding clean(Binding binding) {
        Destination destination = binding.destination();
        return new Binding(Names.clean(binding.source()),
                new Destination(destination.kind(), Names.clean(destination.name())), binding.routingKey(),
                sorted(binding.arguments()));
    }

    /** Two bindings whose arguments differ in their order only are the same. */
    private static FieldTable sorted(FieldTable arguments) {
        return arguments.size() < 2 ? arguments
                : FieldTable.of(arguments.entries().stream().sorted(Comparator.comparing(FieldTable.Entry::name)).toList());
    }

    private Refusal refuse(Binding binding, Caller caller) {
        ResourceName source = ResourceName.exchange(vhost.name(), binding.source());
        ResourceName destination = resource(binding.destination());
        boolean toDefault = destination.kind() == ResourceName.Kind.EXCHANGE && destination.name().isEmpty();
        if (binding.source().isEmpty() || toDefault) {
            return Refusals.defaultExchange();
        }
        Refusal refusal = caller.check(Permission.WRITE, destination);
        refusal = refusal != null ? refusal : caller.check(Permission.READ, source);
        Exchange exchange = topology.exchange(binding.source());
        return refusal != null || exchange == null || !exchange.isTopic() ? refusal
                : caller.checkTopicRead(source, binding.routingKey());
    }

    private Refusal refuseMissing(Binding binding) {
        if (topology.exchange(binding.source()) == null) {
            return Refusals.notFound(ResourceName.exchange(vhost.name(), binding.source()));
        }
        String name = binding.destination().name();
        boolean there = switch (binding.destination().kind()) {
            case EXCHANGE -> topology.exchange(name) != null;
            case QUEUE -> topology.queue(name) != null;
        };
        return there ? null : Refusals.notFound(resource(binding.destination()));
    }

    private Refusal refuseLocked(Binding binding, Caller caller) {
        if (binding.destination().kind() != ResourceName.Kind.QUEUE) {
            return null;
        }
        VhostQueue queue = topology.queue(binding.destination().name());
        return queue.isOpenTo(caller.connection()) ? null : Refusals.locked(queue.resource());
    }

    private ResourceName resource(Destination destination) {
        return new ResourceName(vhost.name(), destination.kind(), destination.name());
    }
}
