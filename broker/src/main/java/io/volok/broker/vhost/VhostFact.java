package io.volok.broker.vhost;

import io.volok.broker.ResourceName.Kind;
import io.volok.broker.catalog.FactReader;
import io.volok.broker.catalog.FactWriter;
import io.volok.broker.routing.Binding;
import io.volok.broker.routing.Destination;
import io.volok.codec.bytes.MalformedBytes;

/** Something that became true in a virtual host. The number of each type is stored: never reuse one. */
sealed interface VhostFact {

    int EXCHANGE_DECLARED = 1;
    int EXCHANGE_DELETED = 2;
    int QUEUE_DECLARED = 3;
    int QUEUE_DELETED = 4;
    int BOUND = 5;
    int UNBOUND = 6;
    int QUEUE_IDS_GIVEN = 7;
    int VERSION = 1;

    /** An exchange exists. */
    record ExchangeDeclared(ExchangeSpec spec) implements VhostFact {
    }

    /** An exchange is gone, with all bindings from and to it. */
    record ExchangeDeleted(String name) implements VhostFact {
    }

    /** A queue exists. Its id names its storage and is never given again. */
    record QueueDeclared(long id, QueueDeclaration declaration) implements VhostFact {
    }

    /** A queue is gone, with all bindings to it. */
    record QueueDeleted(String name) implements VhostFact {
    }

    /** A binding exists. */
    record Bound(Binding binding) implements VhostFact {
    }

    /** A binding is gone. */
    record Unbound(Binding binding) implements VhostFact {
    }

    /** All queue ids below {@code nextId} have been given; only in snapshots. */
    record QueueIdsGiven(long nextId) implements VhostFact {
    }

    /** The fact as it is stored. */
    default byte[] bytes() {
        return switch (this) {
            case ExchangeDeclared(ExchangeSpec spec) -> new FactWriter(EXCHANGE_DECLARED, VERSION)
                    .text(spec.name()).text(spec.type()).flag(spec.durable()).flag(spec.autoDelete())
                    .flag(spec.internal()).table(spec.arguments()).bytes();
            case ExchangeDeleted(String name) -> new FactWriter(EXCHANGE_DELETED, VERSION).text(name).bytes();
            case QueueDeclared(long id, QueueDeclaration queue) -> new FactWriter(QUEUE_DECLARED, VERSION)
                    .number(id).text(queue.name()).flag(queue.durable()).flag(queue.exclusive())
                    .flag(queue.autoDelete()).table(queue.arguments()).bytes();
            case QueueDeleted(String name) -> new FactWriter(QUEUE_DELETED, VERSION).text(name).bytes();
            case Bound(Binding binding) -> binding(BOUND, binding);
            case Unbound(Binding binding) -> binding(UNBOUND, binding);
            case QueueIdsGiven(long nextId) -> new FactWriter(QUEUE_IDS_GIVEN, VERSION).number(nextId).bytes();
        };
    }

    private static byte[] binding(int type, Binding binding) {
        return new FactWriter(type, VERSION).text(binding.source())
                .flag(binding.destination().kind() == Kind.QUEUE).text(binding.destination().name())
                .text(binding.routingKey()).table(binding.arguments()).bytes();
    }

    /** Reads a stored fact. */
    static VhostFact read(FactReader in) {
        return switch (in.type()) {
            case EXCHANGE_DECLARED -> new ExchangeDeclared(new ExchangeSpec(in.text(), in.text(), in.flag(), in.flag(),
                    in.flag(), in.table()));
            case EXCHANGE_DELETED -> new ExchangeDeleted(in.text());
            case QUEUE_DECLARED -> new QueueDeclared(in.number(),
                    new QueueDeclaration(in.text(), in.flag(), in.flag(), in.flag(), in.table()));
            case QUEUE_DELETED -> new QueueDeleted(in.text());
            case BOUND -> new Bound(readBinding(in));
            case UNBOUND -> new Unbound(readBinding(in));
            case QUEUE_IDS_GIVEN -> new QueueIdsGiven(in.number());
            default -> throw new MalformedBytes(0, "a fact of unknown type " + in.type() + " in a virtual host");
        };
    }

    private static Binding readBinding(FactReader in) {
        String source = in.text();
        Kind kind = in.flag() ? Kind.QUEUE : Kind.EXCHANGE;
        return new Binding(source, new Destination(kind, in.text()), in.text(), in.table());
    }
}
