package io.volok.server.admin.api;

import io.volok.server.amqp.ChannelCounts;
import io.volok.server.amqp.ChannelInfo;
import io.volok.server.amqp.ConnectionInfo;
import java.util.List;

/** A channel as the API shows it. Any thread. */
final class ChannelView {

    private final String node;
    private final Samples samples;
    private final ConsumerView consumers;

    ChannelView(String node, Samples samples, ConsumerView consumers) {
        this.node = node;
        this.samples = samples;
        this.consumers = consumers;
    }

    static String name(ConnectionInfo connection, ChannelInfo channel) {
        return connection.name() + " (" + channel.number() + ")";
    }

    Row row(ConnectionInfo connection, ChannelInfo channel) {
        String name = name(connection, channel);
        return new Row()
                .with("acks_uncommitted", channel.acksUncommitted())
                .with("confirm", channel.confirm())
                .with("connection_details", new Row().with("name", connection.name())
                        .with("peer_host", connection.peerHost()).with("peer_port", connection.peerPort()))
                .with("consumer_count", channel.consumers().size())
                .with("global_prefetch_count", channel.globalPrefetchCount())
                .withKnown("message_stats", stats(name, channel.counts()))
                .with("messages_unacknowledged", channel.unacknowledged())
                .with("messages_uncommitted", channel.uncommitted())
                .with("messages_unconfirmed", channel.unconfirmed())
                .with("name", name).with("node", node).with("number", channel.number())
                .with("pending_raft_commands", 0)
                .with("prefetch_count", channel.prefetchCount())
                .with("state", channel.state())
                .with("transactional", channel.transactional())
                .with("user", connection.user()).with("user_who_performed_action", connection.user())
                .with("vhost", connection.vhost());
    }

    /** What was counted of publishing and of taking, each only if the channel does so, as RabbitMQ has it. */
    private Row stats(String name, ChannelCounts counts) {
        long nowMs = System.currentTimeMillis();
        Row stats = new Row();
        if (counts.hasTaken()) {
            samples.put(stats, "ack", name, counts.acknowledged(), nowMs);
            samples.put(stats, "deliver", name, counts.delivered(), nowMs);
            samples.put(stats, "deliver_get", name, counts.taken(), nowMs);
            samples.put(stats, "deliver_no_ack", name, counts.deliveredNoAck(), nowMs);
            samples.put(stats, "get", name, counts.got(), nowMs);
            samples.put(stats, "get_empty", name, counts.gotEmpty(), nowMs);
            samples.put(stats, "get_no_ack", name, counts.gotNoAck(), nowMs);
            samples.put(stats, "redeliver", name, counts.redelivered(), nowMs);
        }
        if (counts.hasPublished()) {
            samples.put(stats, "confirm", name, counts.confirmed(), nowMs);
            samples.put(stats, "drop_unroutable", name, counts.dropped(), nowMs);
            samples.put(stats, "publish", name, counts.published(), nowMs);
            samples.put(stats, "return_unroutable", name, counts.returned(), nowMs);
        }
        return stats.isEmpty() ? null : stats;
    }

    /** With its consumers. */
    Row full(ConnectionInfo connection, ChannelInfo channel) {
        return row(connection, channel).with("consumer_details", consumers.rows(connection, channel))
                .with("deliveries", List.of()).with("publishes", List.of());
    }
}
