package io.volok.broker.vhost;

import io.volok.broker.message.Message;
import io.volok.broker.message.Settlement;
import io.volok.broker.routing.Router;
import io.volok.codec.table.FieldTable;
import io.volok.codec.table.FieldValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The way of a message from an exchange into its queues.
 *
 * <p>Hot path: a message without CC or BCC to an exchange whose type looks at nothing but the key finds its queues in
 * the exchange's memory of routes, valid for one version of the topology, and nothing is allocated.
 */
final class Publisher {

    private static final String REPLY_PREFIX = "amq.rabbitmq.reply-to.";
    private static final String NO_STORE = "x-recent-history-no-store";
    private static final VhostQueue[] NOWHERE = {};

    private final Topology topology;
    private final Router router;
    private final CarbonCopies copies = new CarbonCopies();
    private final MessageFacts facts = new MessageFacts();
    private final Set<String> names = new LinkedHashSet<>();
    /** Delayed exchanges at which the message that is being routed has to wait. */
    private final List<String> gates = new ArrayList<>();
    private final Map<String, ReplySink> replies = new HashMap<>();
    private DelayedMessages delayed;
    private Commits commit;

    Publisher(Topology topology) {
        this.topology = topology;
        this.router = new Router(topology::exchange);
    }

    void delayInto(DelayedMessages store) {
        delayed = store;
    }

    /** From now on what is published belongs to a commit; null when that is over. */
    void gatherFor(Commits newCommit) {
        commit = newCommit;
    }

    /** The commit to which what is published belongs, or null. */
    Commits commit() {
        return commit;
    }

    CarbonCopies copies() {
        return copies;
    }

    void openReplies(String key, ReplySink sink) {
        replies.put(key, sink);
    }

    void closeReplies(String key) {
        replies.remove(key);
    }

    boolean hasReplies(String key) {
        return replies.containsKey(key);
    }

    /** Publishes; returns how many destinations will settle the message, 0 when it was unroutable. */
    int publish(Exchange exchange, Message message, Settlement settlement, long token) {
        if (commit != null) {
            commit.nextMessage();
        }
        exchange.publishedIn++;
        if (exchange.holdsBack() && delayed.take(exchange.name(), message, settlement, token)) {
            return 1;
        }
        return publishNow(exchange, message, settlement, token);
    }

    /**
     * Publishes without looking for a delay at this exchange; the message may have to wait at others behind it.
     */
    int publishNow(Exchange exchange, Message message, Settlement settlement, long token) {
        gates.clear();
        if (message.hasCopies()) {
            return publishCopies(exchange, message, settlement, token);
        }
        if (exchange.isDefault() && isReply(message)) {
            return reply(message, settlement, token);
        }
        VhostQueue[] queues = exchange.isDefault() ? directly(message) : route(exchange, message);
        if (exchange.history != null) {
            remember(exchange, message);
        }
        int held = holdBack(message, settlement, token);
        return held + deliver(exchange, queues, message, settlement, token);
    }

    /** Leaves a message with the delayed exchanges on its way. */
    private int holdBack(Message message, Settlement settlement, long token) {
        int held = gates.size();
        for (String gate : gates) {
            delayed.take(gate, message, settlement, token);
        }
        gates.clear();
        return held;
    }

    private Predicate<String> waits(Message message) {
        return gate -> delayed.wants(message) && gates.add(gate);
    }

    private VhostQueue[] directly(Message message) {
        VhostQueue queue = topology.queue(message.routingKey());
        return queue == null ? NOWHERE : queue.asRoute();
    }

    private static boolean isReply(Message message) {
        return message.routingKey().startsWith(REPLY_PREFIX);
    }

    /** Hands a direct reply to whoever waits for it. Nobody keeps it, so it is settled at once. */
    private int reply(Message message, Settlement settlement, long token) {
        ReplySink sink = replies.get(message.routingKey());
        if (sink == null) {
            return 0;
        }
        sink.reply(message);
        if (settlement != null) {
            settlement.accepted(token);
        }
        return 1;
    }

    private VhostQueue[] route(Exchange exchange, Message message) {
        VhostQueue[] known = exchange.knownRoute(message.routingKey());
        if (known != null) {
            return known;
        }
        names.clear();
        boolean keyDecides = router.route(exchange.name(), exchange, List.of(message.routingKey()),
                facts.of(message), names, waits(message));
        VhostQueue[] queues = resolve();
        if (keyDecides) {
            topology.remember(exchange, message.routingKey(), queues);
        }
        return queues;
    }

    private int publishCopies(Exchange exchange, Message message, Settlement settlement, long token) {
        List<String> keys = copies.keys(message);
        names.clear();
        if (exchange.isDefault()) {
            names.addAll(keys);
        } else {
            router.route(exchange.name(), exchange, keys, facts.of(message), names, waits(message));
        }
        Message visible = copies.withoutBlindCopies(message);
        if (exchange.history != null) {
            remember(exchange, visible);
        }
        VhostQueue[] queues = resolve();
        int held = holdBack(visible, settlement, token);
        return held + deliver(exchange, queues, visible, settlement, token);
    }

    private VhostQueue[] resolve() {
        List<VhostQueue> queues = new ArrayList<>(names.size());
        for (String name : names) {
            VhostQueue queue = topology.queue(name);
            if (queue != null) {
                queues.add(queue);
            }
        }
        return queues.toArray(VhostQueue[]::new);
    }

    /** All routing keys of a message. */
    List<String> keys(Message message) {
        return message.hasCopies() ? copies.keys(message) : List.of(message.routingKey());
    }

    /** Finds the queues for a message without publishing it, as if there were no delays. */
    VhostQueue[] queuesFor(Exchange exchange, Message message) {
        names.clear();
        List<String> keys = keys(message);
        if (exchange.isDefault()) {
            names.addAll(keys);
        } else {
            router.route(exchange.name(), exchange, keys, facts.of(message), names, gate -> false);
        }
        return resolve();
    }

    private int deliver(Exchange exchange, VhostQueue[] queues, Message message, Settlement settlement,
            long token) {
        int count = 0;
        for (VhostQueue queue : queues) {
            count += put(queue, message, settlement, token);
        }
        exchange.publishedOut += count;
        return count;
    }

    /** Puts a message into one queue; 0 when its topic is gone. */
    int put(VhostQueue queue, Message message, Settlement settlement, long token) {
        switch (queue) {
            case OrdinaryQueue ordinary when commit == null -> ordinary.queue().enqueue(message, settlement, token);
            case OrdinaryQueue ordinary -> ordinary.queue().enqueue(message, settlement, token, commit);
            case StreamQueue stream -> {
                return put(stream.topic(), message, settlement, token);
            }
            case TopicQueue worked -> {
                worked.work().totals().countPublish();
                return put(worked.topic(), message, settlement, token);
            }
        }
        return 1;
    }

    private int put(TopicTarget topic, Message message, Settlement settlement, long token) {
        if (topic == null) {
            return 0;
        }
        if (commit == null) {
            topic.append(message, settlement, token);
        } else {
            topic.append(message, settlement, token, commit);
        }
        return 1;
    }

    private void remember(Exchange exchange, Message message) {
        FieldTable headers = facts.of(message).headers();
        boolean unwanted = headers.find(NO_STORE).orElse(null) instanceof FieldValue.Bool bool && bool.value();
        if (!unwanted) {
            exchange.history.add(message);
        }
    }

    /** Gives a newly bound queue what a recent-history exchange remembers. */
    void replayHistory(Exchange exchange, VhostQueue queue) {
        exchange.history.replay(message -> put(queue, message, null, 0));
    }

    /** Publishes what a recent-history exchange remembers to a newly bound exchange. */
    void replayHistory(Exchange exchange, Exchange into) {
        exchange.history.replay(message -> publishNow(into, message, null, 0));
    }
}
