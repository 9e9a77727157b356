package io.volok.broker.vhost;

import io.volok.broker.Refusal;
import io.volok.broker.ResourceName.Kind;
import io.volok.broker.routing.Binding;
import java.util.ArrayList;
import java.util.List;

/**
 * The exchanges, queues and bindings of a virtual host as they go into a definitions file and come out of one.
 *
 * @param exchanges all but the predeclared ones
 * @param queues all but those that belong to a connection
 * @param bindings all between what is listed or predeclared
 */
public record VhostDefinitions(List<ExchangeSpec> exchanges, List<QueueDeclaration> queues, List<Binding> bindings) {

    static VhostDefinitions of(VirtualHost vhost) {
        List<ExchangeSpec> exchanges = vhost.exchanges().stream().map(Exchange::spec)
                .filter(spec -> !PredeclaredExchanges.includes(spec.name()) && !spec.name().equals(EventExchange.NAME)).toList();
        List<QueueDeclaration> queues = vhost.queues().stream().map(VhostQueue::declaration)
                .filter(declaration -> !declaration.exclusive()).toList();
        List<Binding> bindings = vhost.bindings().stream()
                .filter(binding -> binding.destination().kind() == Kind.EXCHANGE
                        || !vhost.queue(binding.destination().name()).declaration().exclusive()).toList();
        return new VhostDefinitions(exchanges, queues, bindings);
    }

    List<Refusal> loadInto(VirtualHost vhost) {
        List<Refusal> refusals = new ArrayList<>();
        for (ExchangeSpec spec : exchanges) {
            if (vhost.exchange(spec.name()) == null) {
                note(vhost.declareExchange(spec, Caller.BROKER).refusalOrNull(), refusals);
            }
        }
        for (QueueDeclaration declaration : queues) {
            if (vhost.queue(declaration.name()) == null) {
                note(vhost.declareQueue(declaration, Caller.BROKER).refusalOrNull(), refusals);
            }
        }
        for (Binding binding : bindings) {
            note(vhost.bind(binding, Caller.BROKER).refusalOrNull(), refusals);
        }
        return refusals;
    }

    private static void note(Refusal refusal, List<Refusal> refusals) {
        if (refusal != null) {
            refusals.add(refusal);
        }
    }
}
