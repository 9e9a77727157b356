package io.volok.server.admin.api;

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
                .with("message_stats", stats(name, channel))
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

    private Row stats(String name, ChannelInfo channel) {
        long nowMs = System.currentTimeMillis();
        Row stats = new Row();
        samples.put(stats, "ack", name, channel.acknowledged(), nowMs);
        samples.put(stats, "deliver_get", name, channel.delivered(), nowMs);
        samples.put(stats, "publish", name, channel.published(), nowMs);
        if (channel.confirm()) {
            samples.put(stats, "confirm", name, Math.max(0, channel.published() - channel.unconfirmed()), nowMs);
        }
        return stats;
    }

    /** With its consumers. */
    Row full(ConnectionInfo connection, ChannelInfo channel) {
        return row(connection, channel).with("consumer_details", consumers.rows(connection, channel))
                .with("deliveries", List.of()).with("publishes", List.of());
    }
}
