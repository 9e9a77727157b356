package io.volok.server.admin.api;

import io.volok.broker.policy.EffectivePolicy;
import io.volok.broker.queue.Consumer;
import io.volok.broker.queue.Queue;
import io.volok.broker.queue.QueueType;
import io.volok.broker.vhost.OrdinaryQueue;
import io.volok.broker.vhost.StreamQueue;
import io.volok.broker.vhost.TopicQueue;
import io.volok.broker.vhost.TopicTarget;
import io.volok.broker.vhost.VhostQueue;
import io.volok.broker.vhost.VirtualHost;
import java.util.List;
import java.util.Map;

/** A queue as the API shows it. On the queue's shard. */
final class QueueView {

    private static final String TYPE = "x-queue-type";

    private final String node;
    private final Statistics statistics;

    QueueView(String node, Statistics statistics) {
        this.node = node;
        this.statistics = statistics;
    }

    /** The arguments, with the type even where it was not given: RabbitMQ writes it down for every queue. */
    static Row arguments(VhostQueue queue) {
        Row arguments = JsonFields.toJson(queue.declaration().arguments());
        arguments.putIfAbsent(TYPE, queue.type().wireName());
        return arguments;
    }

    /** What does not change with every message. */
    Row basics(VirtualHost vhost, VhostQueue queue) {
        EffectivePolicy policy = queue.policy();
        Row row = new Row()
                .with("arguments", arguments(queue))
                .with("auto_delete", queue.declaration().autoDelete())
                .with("durable", queue.declaration().durable())
                .with("effective_policy_definition", JsonFields.toJson(policy.definition()))
                .with("exclusive", queue.declaration().exclusive())
                .with("internal", false).with("internal_owner", false)
                .with("name", queue.name()).with("node", node)
                .with("operator_policy", policy.operatorPolicy()).with("policy", policy.policy())
                .with("state", "running").with("type", queue.type().wireName()).with("vhost", vhost.name());
        if (queue.type() != QueueType.CLASSIC) {
            row.with("leader", node).with("members", List.of(node)).with("online", List.of(node));
        } else {
            row.with("storage_version", 2);
        }
        return row;
    }

    /** Only the three counts that {@code enable_queue_totals} asks for. */
    Row withTotals(VirtualHost vhost, VhostQueue queue) {
        Numbers now = Numbers.of(queue);
        return basics(vhost, queue).with("messages", now.get(Counter.MESSAGES))
                .with("messages_ready", now.get(Counter.READY))
                .with("messages_unacknowledged", now.get(Counter.UNACKED));
    }

    /** Everything but the consumers. */
    Row full(VirtualHost vhost, VhostQueue queue, Window window) {
        Track track = statistics.of(vhost).of(queue);
        Numbers now = Numbers.of(queue);
        Row row = basics(vhost, queue).with("consumers", queue.consumerCount());
        MessageStats.levels(row, now, track, window);
        switch (queue) {
            case OrdinaryQueue ordinary -> {
                fill(row, ordinary.queue(), now);
                MessageStats.ofQueue(row, now, track, window);
            }
            case StreamQueue stream -> row.with("message_bytes", bytes(stream.topic()))
                    .with("readers", Map.of(node, queue.consumerCount()));
            case TopicQueue worked -> {
                row.with("message_bytes", bytes(worked.topic()));
                MessageStats.ofQueue(row, now, track, window);
            }
        }
        return row;
    }

    private static long bytes(TopicTarget topic) {
        return topic == null ? 0 : topic.sizeBytes();
    }

    private static void fill(Row row, Queue queue, Numbers now) {
        long ready = queue.readyBytes();
        long unacked = queue.unackedBytes();
        boolean keepsUp = queue.consumerCount() > 0 && now.get(Counter.READY) == 0;
        boolean durable = queue.spec().durable();
        row.with("consumer_capacity", keepsUp ? 1.0 : 0.0).with("consumer_utilisation", keepsUp ? 1.0 : 0.0)
                .with("memory", queue.memoryBytes()).with("message_bytes", ready + unacked)
                .with("message_bytes_ready", ready).with("message_bytes_unacknowledged", unacked)
                // In a durable queue every message is on disk, whatever its delivery mode.
                .with("message_bytes_persistent", durable ? ready + unacked : 0)
                .with("messages_persistent", durable ? now.get(Counter.MESSAGES) : 0);
        if (queue.spec().type() == QueueType.QUORUM) {
            row.with("delivery_limit", queue.settings().retry().deliveryLimit())
                    .with("messages_delayed", queue.heldCount());
        } else {
            row.with("exclusive_consumer_tag", queue.hasExclusiveConsumer()
                    ? queue.consumers().getFirst().spec().tag() : null);
        }
        row.with("single_active_consumer_tag", activeTag(queue));
    }

    private static String activeTag(Queue queue) {
        if (!queue.spec().singleActiveConsumer()) {
            return null;
        }
        return queue.consumers().stream().filter(Consumer::isActive).map(consumer -> consumer.spec().tag())
                .findFirst().orElse(null);
    }
}
