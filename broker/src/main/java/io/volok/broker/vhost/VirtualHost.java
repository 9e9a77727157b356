package io.volok.broker.vhost;

import io.volok.broker.Outcome;
import io.volok.broker.Refusal;
import io.volok.broker.Refusals;
import io.volok.broker.ResourceName;
import io.volok.broker.access.Grants;
import io.volok.broker.access.Permission;
import io.volok.broker.catalog.FactLog;
import io.volok.broker.event.Event;
import io.volok.broker.event.EventSink;
import io.volok.broker.message.Message;
import io.volok.broker.message.Settlement;
import io.volok.broker.policy.ApplyTo;
import io.volok.broker.policy.PolicySet;
import io.volok.broker.queue.Queue;
import io.volok.broker.queue.QueueOwner;
import io.volok.broker.routing.Binding;
import io.volok.broker.shard.Shard;
import io.volok.codec.record.RecordView;
import io.volok.codec.table.FieldTable;
import io.volok.log.store.CorruptLog;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * One virtual host: what AMQP sessions and the management interface call. Everything is called on the vhost's shard,
 * and every call has done its work when it returns; a refusal has changed nothing.
 *
 * <p>{@link #publish} is the hot path. The order of checks is RabbitMQ's, because clients can see it.
 */
public final class VirtualHost {

    private final VhostTotals totals = new VhostTotals();
    private final String name;
    private final VhostContext context;
    private final Topology topology;
    private final VhostLogs logs;
    private final FactLog catalog;
    private final VhostJournal journal;
    private final CursorLog cursors;
    private final Publisher publisher;
    private final DelayedMessages delayed;
    private final Commits commits;
    private final StreamTracking streams;
    private final LiveQueues live;
    private final Firehose firehose;
    private final VhostEvents events;
    private final EventExchange eventExchange;
    private final ExchangeCommands exchangeCommands;
    private final QueueCommands queueCommands;
    private final BindingCommands bindingCommands;
    private PolicySet policies = PolicySet.EMPTY;
    private VhostSettings settings;
    private boolean tracing;

    private VirtualHost(String name, VhostSettings settings, VhostContext context) {
        this.name = name;
        this.settings = settings;
        this.context = context;
        Shard shard = context.shard();
        topology = new Topology(name, context.topics(), context.random());
        logs = new VhostLogs(name, context);
        catalog = new FactLog(shard, logs.openCatalog(), topology::livingFacts);
        events = new VhostEvents(name, topology);
        journal = new VhostJournal(topology, catalog, events);
        cursors = new CursorLog(shard, logs.openCursors(), this::snapshotQueues);
        streams = new StreamTracking((array, offset, length) ->
                cursors.append(CursorLog.STREAMS, array, offset, length), context.topics());
        publisher = new Publisher(topology);
        delayed = new DelayedMessages(shard, logs, cursors, publisher, topology);
        publisher.delayInto(delayed);
        commits = new Commits(context, logs, catalog, topology, cursors, publisher);
        live = new LiveQueues(context, logs, cursors, new DeadLetterRoutes(topology, publisher), new Owner());
        eventExchange = new EventExchange(context.shard(), topology, publisher);
        firehose = new Firehose(shard, name, topology, publisher);
        exchangeCommands = new ExchangeCommands(this, topology, journal);
        queueCommands = new QueueCommands(this, topology, journal, live);
        bindingCommands = new BindingCommands(this, topology, journal);
    }

    /** Opens a virtual host, new or from an earlier run, with its durable exchanges, bindings, queues and messages. */
    public static VirtualHost open(String name, VhostSettings settings, PolicySet policies, VhostContext context) {
        VirtualHost vhost = new VirtualHost(name, settings, context);
        vhost.recover(policies);
        return vhost;
    }

    private void recover(PolicySet startPolicies) {
        journal.recover();
        commits.recover();
        policies = startPolicies;
        live.policies(startPolicies);
        topology.exchanges().forEach(this::govern);
        logs.findLanes();
        Map<Long, Queue> byId = new HashMap<>();
        for (VhostQueue queue : topology.queues()) {
            whole(queue, live::prepare);
            if (queue instanceof OrdinaryQueue ordinary) {
                byId.put(ordinary.id(), ordinary.queue());
            }
        }
        logs.deleteLanesBut(byId.keySet());
        cursors.recover((queueId, array, offset, length) -> {
            Queue queue = byId.get(queueId);
            if (queueId == 0) {
                delayed.replay(array, offset);
            } else if (queueId == CursorLog.STREAMS) {
                streams.replay(array, offset, length);
            } else if (queue != null) {
                queue.replay(array, offset, length);
            }
        });
        topology.queues().forEach(queue -> whole(queue, live::run));
        delayed.start();
    }

    /** Takes a step in the recovery of a queue, whose messages may turn out to be damaged. */
    private static void whole(VhostQueue queue, Consumer<VhostQueue> step) {
        try {
            step.accept(queue);
        } catch (CorruptLog damaged) {
            throw new DamagedQueue(queue.resource(), damaged);
        }
    }

    /** Its name. */
    public String name() {
        return name;
    }

    /** What its publishers were told. */
    public VhostTotals totals() {
        return totals;
    }

    /** The shard on which it lives. */
    public Shard shard() {
        return context.shard();
    }

    VhostContext context() {
        return context;
    }

    /* ---- settings ---- */

    /** The settings in force. */
    public VhostSettings settings() {
        return settings;
    }

    /** Puts other settings in force. */
    public void configure(VhostSettings changed) {
        settings = changed;
    }

    /** The policies in force. */
    public PolicySet policies() {
        return policies;
    }

    /** Puts other policies in force, at once, on everything that is here. */
    public void policies(PolicySet changed) {
        policies = changed;
        live.policies(changed);
        topology.exchanges().forEach(this::govern);
        topology.routesChanged();
        topology.queues().forEach(live::govern);
    }

    private void govern(Exchange exchange) {
        exchange.govern(policies.effective(ApplyTo.EXCHANGES, exchange.name()));
    }

    /* ---- exchanges ---- */

    /** Declares an exchange; an existing one must be declared the same. */
    public Outcome<Exchange> declareExchange(ExchangeSpec spec, Caller caller) {
        events.actor(caller);
        return exchangeCommands.declare(spec, caller);
    }

    /** A passive declare: finds an exchange. Any of the three permissions will do. */
    public Outcome<Exchange> checkExchange(String exchange, Caller caller) {
        return exchangeCommands.find(exchange, caller);
    }

    /** Deletes an exchange; true when it was there. */
    public Outcome<Boolean> deleteExchange(String exchange, boolean ifUnused, Caller caller) {
        events.actor(caller);
        return exchangeCommands.delete(exchange, ifUnused, caller);
    }

    /** An exchange by its name, or null. The default exchange has the empty name. */
    public Exchange exchange(String exchange) {
        return topology.exchange(exchange);
    }

    /** All exchanges, the predeclared ones included. A view. */
    public Collection<Exchange> exchanges() {
        return Collections.unmodifiableCollection(topology.exchanges());
    }

    /* ---- queues ---- */

    /** Declares a queue; an existing one must be declared the same, by its owner if it is exclusive. */
    public Outcome<QueueStatus> declareQueue(QueueDeclaration declaration, Caller caller) {
        events.actor(caller);
        return queueCommands.declare(declaration, caller);
    }

    /** A passive declare: the state of a queue that the connection may use. Any of the three permissions will do. */
    public Outcome<QueueStatus> checkQueue(String queue, Caller caller) {
        return queueCommands.check(queue, caller);
    }

    /** A queue that the connection may use, to consume or get from. Permissions are the caller's to check. */
    public Outcome<VhostQueue> openQueue(String queue, Caller caller) {
        return queueCommands.open(queue, caller);
    }

    /** Drops the ready messages of a queue; tells how many there were. */
    public Outcome<Long> purgeQueue(String queue, Caller caller) {
        return queueCommands.purge(queue, caller);
    }

    /** Deletes a queue; tells how many messages were ready, 0 when there was no such queue. */
    public Outcome<Long> deleteQueue(String queue, boolean ifUnused, boolean ifEmpty, Caller caller) {
        events.actor(caller);
        return queueCommands.delete(queue, ifUnused, ifEmpty, caller);
    }

    /** A queue by its name, whoever owns it, or null. */
    public VhostQueue queue(String queue) {
        return topology.queue(queue);
    }

    /** All queues. A view. */
    public Collection<VhostQueue> queues() {
        return Collections.unmodifiableCollection(topology.queues());
    }

    /** Deletes what belonged to a connection: its exclusive queues. After its consumers were unsubscribed. */
    public void connectionClosed(Object connection) {
        queueCommands.connectionClosed(connection);
    }

    /* ---- bindings ---- */

    /** Binds a queue or an exchange to an exchange; true when the binding is new. */
    public Outcome<Boolean> bind(Binding binding, Caller caller) {
        events.actor(caller);
        return bindingCommands.bind(binding, caller);
    }

    /** Removes a binding; true when it was there. */
    public Outcome<Boolean> unbind(Binding binding, Caller caller) {
        events.actor(caller);
        return bindingCommands.unbind(binding, caller);
    }

    /** The explicit bindings, in the order in which they were made; a copy. Every queue is bound to the default exchange
     * besides, under its name. */
    public List<Binding> bindings() {
        return List.copyOf(topology.bindings().all());
    }

    /** A new binding is in force. */
    void bound(Binding binding) {
        Exchange source = topology.exchange(binding.source());
        eventExchange.look();
        if (source.history == null) {
            return;
        }
        switch (binding.destination().kind()) {
            case QUEUE -> publisher.replayHistory(source, topology.queue(binding.destination().name()));
            case EXCHANGE -> publisher.replayHistory(source, topology.exchange(binding.destination().name()));
        }
    }

    /* ---- definitions ---- */

    /** Everything that can be declared anew elsewhere: all but what belongs to connections or is predeclared. */
    public VhostDefinitions definitions() {
        return VhostDefinitions.of(this);
    }

    /** Declares what is not there yet; what is there stays as it is. Tells what was refused. */
    public List<Refusal> load(VhostDefinitions definitions) {
        return definitions.loadInto(this);
    }

    /* ---- messages ---- */

    /** Finds an exchange to publish to: null grants check nothing. */
    public Outcome<Exchange> openExchange(String exchange, Grants grants) {
        Exchange found = topology.exchange(exchange);
        if (grants != null) {
            ResourceName resource = found == null ? ResourceName.exchange(name, exchange) : found.resource();
            Refusal refusal = grants.check(Permission.WRITE, resource);
            if (refusal != null) {
                return Outcome.refused(refusal);
            }
        }
        if (found == null) {
            return Outcome.refused(Refusals.notFound(ResourceName.exchange(name, exchange)));
        }
        return found.isInternal() ? Outcome.refused(Refusals.internalExchange(found.resource())) : found.asOutcome();
    }

    /**
     * Checks one message before it is published: topic permissions, and the form of CC and BCC. Null when it may be.
     */
    public Refusal checkMessage(Exchange exchange, Message message, Grants grants) {
        Refusal refusal = message.hasCopies() ? publisher.copies().refuse(message) : null;
        if (refusal != null || grants == null || !exchange.isTopic()) {
            return refusal;
        }
        refusal = grants.checkTopic(Permission.WRITE, exchange.resource(), message.routingKey());
        if (message.hasCopies() && refusal == null) {
            for (String key : publisher.copies().keys(message)) {
                refusal = refusal != null ? refusal : grants.checkTopic(Permission.WRITE, exchange.resource(), key);
            }
        }
        return refusal;
    }

    /**
     * Routes a message to its queues and streams, which copy its bytes.
     *
     * @param settlement told once by each destination, maybe during this call; null when nobody asks
     * @param token handed to the settlement
     * @return how many destinations there are; 0 when the message was unroutable, and then nothing is told
     */
    public int publish(Exchange exchange, Message message, Settlement settlement, long token) {
        return publisher.publish(exchange, message, settlement, token);
    }

    /**
     * Does a transaction's work, so that after a crash all of it is there or nothing; false if the disk is full, and all of
     * it was refused. What goes to topics of other shards comes behind, see docs/amqp.md.
     */
    public boolean commit(CommitWork work) {
        return commits.run(work);
    }

    /** Makes replies published to a key (that begins with {@code amq.rabbitmq.reply-to.}) go to a consumer. */
    public void openReplies(String key, ReplySink sink) {
        publisher.openReplies(key, sink);
    }

    /** Ends {@link #openReplies}. */
    public void closeReplies(String key) {
        publisher.closeReplies(key);
    }

    /** Whether somebody waits for replies to a key; a declare of such a queue asks. */
    public boolean hasReplies(String key) {
        return publisher.hasReplies(key);
    }

    /** What is remembered for the publishers and consumers of streams. */
    public StreamTracking streams() {
        return streams;
    }

    /** Messages that exchanges hold back until their time. */
    public long delayedCount() {
        return delayed.count();
    }

    /* ---- tracing ---- */

    /** Whether sessions have to report what they publish and deliver. */
    public boolean tracing() {
        return tracing;
    }

    /** Switches the firehose on or off. */
    public void tracing(boolean on) {
        tracing = on;
    }

    /** Reports a message that is about to be published. Only while {@link #tracing()}. */
    public void tracePublish(TraceOrigin origin, Exchange exchange, Message message) {
        firehose.published(origin, exchange, message);
    }

    /** Reports a message that is delivered. Only while {@link #tracing()}. */
    public void traceDeliver(TraceOrigin origin, String queue, boolean redelivered, RecordView record) {
        firehose.delivered(origin, queue, redelivered, record);
    }

    /* ---- events ---- */

    /** Says whom to tell what happens here. */
    public void events(EventSink sink) {
        events.tellTo(sink);
    }

    /** Makes this the virtual host in which events are published, on the exchange {@code amq.rabbitmq.event}. */
    public void openEventExchange() {
        if (topology.exchange(EventExchange.NAME) == null) {
            journal.commit(new VhostFact.ExchangeDeclared(
                    new ExchangeSpec(EventExchange.NAME, "topic", true, false, true, FieldTable.EMPTY)));
        }
        eventExchange.look();
    }

    /** Whether anything is bound to the event exchange. Any thread. */
    public boolean listensToEvents() {
        return eventExchange.isWanted();
    }

    /** Publishes an event, some time later. Any thread. */
    public void tell(Event event) {
        eventExchange.tell(event);
    }

    /* ---- the whole ---- */

    /** Runs a task when every change so far is as durable as the catalog's log promises. */
    public void whenDurable(Runnable task) {
        catalog.whenDurable(task);
    }

    /** Closes all logs in an orderly way. */
    public void close() {
        ordinaryQueues().forEach(Queue::close);
        delayed.close();
        cursors.close();
        commits.close();
        catalog.close();
    }

    /** Deletes the virtual host with everything in it. A session that is still there finds it empty. */
    public void delete() {
        for (VhostQueue queue : List.copyOf(topology.queues())) {
            topology.apply(new VhostFact.QueueDeleted(queue.name()));
            live.end(queue);
        }
        delayed.delete();
        cursors.delete();
        commits.delete();
        catalog.delete();
    }

    /** Rewrites the cursor log as what it amounts to; done by itself when the log has grown. */
    void snapshotCursors() {
        cursors.snapshot();
    }

    private void snapshotQueues() {
        delayed.snapshot();
        streams.snapshot();
        for (VhostQueue queue : topology.queues()) {
            if (queue instanceof OrdinaryQueue ordinary && Topology.isDurable(queue)) {
                ordinary.queue().snapshot();
            }
        }
    }

    private Set<Queue> ordinaryQueues() {
        return topology.queues().stream().filter(OrdinaryQueue.class::isInstance)
                .map(queue -> ((OrdinaryQueue) queue).queue()).collect(Collectors.toSet());
    }

    /** Lets queues go that want to: auto-delete ones without consumers, and expired ones. */
    private final class Owner implements QueueOwner {

        @Override
        public void lastConsumerLeft(Queue queue) {
            remove(queue);
        }

        @Override
        public void unused(Queue queue) {
            remove(queue);
        }

        private void remove(Queue queue) {
            events.actor(Caller.BROKER);
            VhostQueue entry = topology.queue(queue.name());
            if (entry instanceof OrdinaryQueue ordinary && ordinary.queue() == queue) {
                queueCommands.remove(entry);
            }
        }
    }
}
