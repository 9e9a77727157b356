package io.volok.broker.vhost;

import io.volok.broker.ArgumentText;
import io.volok.broker.Outcome;
import io.volok.broker.Refusal;
import io.volok.broker.Refusals;
import io.volok.broker.ResourceName;
import io.volok.broker.access.Permission;
import io.volok.broker.queue.QueueType;
import io.volok.codec.table.FieldTable;
import io.volok.codec.table.FieldValue;
import java.util.List;
import java.util.Optional;

/** Decides about queues: declare, look up, purge, delete, and who owns them. AMQP 0-9-1 §1.7. */
final class QueueCommands {

    private final VirtualHost vhost;
    private final Topology topology;
    private final VhostJournal journal;
    private final LiveQueues live;

    QueueCommands(VirtualHost vhost, Topology topology, VhostJournal journal, LiveQueues live) {
        this.vhost = vhost;
        this.topology = topology;
        this.journal = journal;
        this.live = live;
    }

    Outcome<QueueStatus> declare(QueueDeclaration asked, Caller caller) {
        QueueDeclaration declaration = prepare(asked);
        if (declaration.name().isEmpty()) {
            if (QueueArguments.type(declaration) != QueueType.CLASSIC) {
                return Outcome.refused(new Refusal.PreconditionFailed("Cannot declare a server-named queue for type "
                        + "rabbit_" + QueueArguments.type(declaration).wireName() + "_queue"));
            }
            declaration = declaration.named(Names.generated(vhost.context().random()));
        } else if (Names.isReserved(declaration.name()) && caller != Caller.BROKER) {
            return Outcome.refused(Refusals.reservedName(resource(declaration.name())));
        }
        ResourceName name = resource(declaration.name());
        Refusal refusal = caller.check(Permission.CONFIGURE, name);
        if (refusal != null) {
            return Outcome.refused(refusal);
        }
        VhostQueue existing = topology.queue(declaration.name());
        return existing != null ? redeclare(existing, declaration, caller) : create(declaration, name, caller);
    }

    /** Puts in what the vhost decides: an exclusive queue is not durable, and the default type fills a missing one. */
    private QueueDeclaration prepare(QueueDeclaration asked) {
        FieldTable arguments = asked.arguments();
        String defaultType = vhost.settings().defaultQueueType();
        boolean fitsAnyType = asked.durable() && !asked.exclusive() && !asked.autoDelete();
        if (defaultType != null && fitsAnyType && !arguments.contains(QueueArguments.TYPE)) {
            arguments = arguments.toBuilder().add(QueueArguments.TYPE, defaultType).build();
        }
        return new QueueDeclaration(Names.clean(asked.name()), asked.durable() && !asked.exclusive(),
                asked.exclusive(), asked.autoDelete(), arguments);
    }

    private Outcome<QueueStatus> redeclare(VhostQueue queue, QueueDeclaration declaration, Caller caller) {
        boolean agreed = declaration.exclusive() ? queue.owner() != null && queue.owner() == caller.connection()
                : queue.owner() == null;
        if (!agreed) {
            return Outcome.refused(Refusals.locked(queue.resource()));
        }
        Refusal refusal = Equivalence.check(queue.resource(), queue.type(), queue.declaration(), declaration);
        if (refusal != null) {
            return Outcome.refused(refusal);
        }
        live.touch(queue);
        if (queue instanceof StreamQueue stream && stream.topic() == null
                || queue instanceof TopicQueue worked && worked.topic() == null) {
            return live.createTopic(declaration).map(topic -> status(queue));
        }
        return Outcome.done(status(queue));
    }

    private Outcome<QueueStatus> create(QueueDeclaration declaration, ResourceName name, Caller caller) {
        Refusal refusal = refuseDeadLetters(declaration.arguments(), name, caller);
        refusal = refusal != null ? refusal : QueueArguments.validate(declaration, name);
        refusal = refusal != null ? refusal : refuseLimit(declaration.name());
        if (refusal != null) {
            return Outcome.refused(refusal);
        }
        QueueType type = QueueArguments.type(declaration);
        if (type == QueueType.STREAM || type == QueueType.TOPIC) {
            Outcome<TopicTarget> topic = live.createTopic(declaration);
            if (topic instanceof Outcome.Refused<TopicTarget>(Refusal why)) {
                return Outcome.refused(why);
            }
        }
        journal.commit(new VhostFact.QueueDeclared(topology.nextQueueId(), declaration));
        VhostQueue queue = topology.queue(declaration.name());
        if (declaration.exclusive() && queue instanceof OrdinaryQueue ordinary) {
            ordinary.ownedBy(caller.connection());
        }
        live.start(queue);
        return Outcome.done(status(queue));
    }

    private Refusal refuseDeadLetters(FieldTable arguments, ResourceName name, Caller caller) {
        Optional<FieldValue> exchange = arguments.find(QueueArguments.DEAD_LETTER_EXCHANGE);
        if (exchange.isEmpty()) {
            return null;
        }
        if (!(exchange.get() instanceof FieldValue.LongString text)) {
            return Refusals.invalidArgumentType(QueueArguments.DEAD_LETTER_EXCHANGE, name,
                    ArgumentText.type(exchange.get()));
        }
        Refusal refusal = caller.check(Permission.READ, name);
        return refusal != null ? refusal
                : caller.check(Permission.WRITE, ResourceName.exchange(vhost.name(), text.text()));
    }

    private Refusal refuseLimit(String name) {
        long limit = vhost.settings().limits().maxQueues();
        return limit < 0 || topology.queues().size() < limit ? null
                : Refusals.queueLimit(name, vhost.name(), limit);
    }

    /** Finds a queue that the connection may use: passive declares, consumers, gets. */
    Outcome<VhostQueue> open(String rawName, Caller caller) {
        String name = Names.clean(rawName);
        VhostQueue queue = topology.queue(name);
        if (queue == null) {
            return Outcome.refused(Refusals.notFound(resource(name)));
        }
        return queue.isOpenTo(caller.connection()) ? Outcome.done(queue)
                : Outcome.refused(Refusals.locked(queue.resource()));
    }

    Outcome<QueueStatus> check(String rawName, Caller caller) {
        Refusal refusal = caller.checkAny(resource(Names.clean(rawName)));
        if (refusal != null) {
            return Outcome.refused(refusal);
        }
        return open(rawName, caller).map(queue -> {
            live.touch(queue);
            return status(queue);
        });
    }

    Outcome<Long> purge(String rawName, Caller caller) {
        Refusal refusal = caller.check(Permission.READ, resource(Names.clean(rawName)));
        if (refusal != null) {
            return Outcome.refused(refusal);
        }
        return switch (open(rawName, caller)) {
            case Outcome.Refused<VhostQueue>(Refusal why) -> Outcome.refused(why);
            case Outcome.Done<VhostQueue>(OrdinaryQueue queue) -> Outcome.done(queue.queue().purge());
            case Outcome.Done<VhostQueue>(TopicQueue worked) -> Outcome.done(worked.work().purge());
            case Outcome.Done<VhostQueue>(StreamQueue stream) -> Outcome.refused(new Refusal.NotImplemented(
                    "queue.purge not supported by stream queues " + stream.resource()));
        };
    }

    /** Deleting what is not there succeeds with no messages, as in RabbitMQ. */
    Outcome<Long> delete(String rawName, boolean ifUnused, boolean ifEmpty, Caller caller) {
        String name = Names.clean(rawName);
        Refusal refusal = caller.check(Permission.CONFIGURE, resource(name));
        VhostQueue queue = topology.queue(name);
        if (refusal != null || queue == null) {
            return refusal != null ? Outcome.refused(refusal) : Outcome.done(0L);
        }
        if (!queue.isOpenTo(caller.connection())) {
            return Outcome.refused(Refusals.locked(queue.resource()));
        }
        if (ifUnused && queue.consumerCount() > 0) {
            return Outcome.refused(Refusals.inUse(queue.resource()));
        }
        if (ifEmpty && queue.readyCount() > 0) {
            return Outcome.refused(Refusals.notEmpty(queue.resource()));
        }
        return Outcome.done(remove(queue));
    }

    /** Takes a queue out of the catalog first, so that nothing can be routed to it, then ends it. */
    long remove(VhostQueue queue) {
        if (topology.queue(queue.name()) != queue) {
            return 0;
        }
        journal.deleteQueue(queue.name());
        vhost.streams().forget(queue.name());
        return live.end(queue);
    }

    void connectionClosed(Object connection) {
        for (VhostQueue queue : List.copyOf(topology.queues())) {
            if (queue.owner() != null && queue.owner() == connection) {
                remove(queue);
            }
        }
    }

    private static QueueStatus status(VhostQueue queue) {
        return new QueueStatus(queue.name(), queue.readyCount(), queue.consumerCount());
    }

    private ResourceName resource(String name) {
        return ResourceName.queue(vhost.name(), name);
    }
}
