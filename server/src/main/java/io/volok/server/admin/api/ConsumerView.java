package io.volok.server.admin.api;

import io.volok.server.admin.Visitor;
import io.volok.server.amqp.ChannelInfo;
import io.volok.server.amqp.ConnectionInfo;
import io.volok.server.amqp.ConsumerInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Consumers as the API shows them; they are found through the connections. */
final class ConsumerView {

    private static final long TIMEOUT_MS = 1_800_000;

    private final Domain domain;

    ConsumerView(Domain domain) {
        this.domain = domain;
    }

    /** The consumers of one queue, whoever's they are. */
    CompletionStage<List<Row>> of(String vhost, String queue) {
        return domain.connections(Visitor.operator("")).thenApply(connections -> rows(connections).stream()
                .filter(row -> row.get("queue") instanceof Row of && vhost.equals(of.get("vhost"))
                        && queue.equals(of.get("name")))
                .toList());
    }

    /** All consumers of some connections. */
    List<Row> rows(List<ConnectionInfo> connections) {
        List<Row> rows = new ArrayList<>();
        for (ConnectionInfo connection : connections) {
            for (ChannelInfo channel : connection.channels()) {
                rows.addAll(rows(connection, channel));
            }
        }
        return rows;
    }

    /** The consumers of one channel. */
    List<Row> rows(ConnectionInfo connection, ChannelInfo channel) {
        return channel.consumers().stream().map(consumer -> row(connection, channel, consumer)).toList();
    }

    private Row row(ConnectionInfo connection, ChannelInfo channel, ConsumerInfo consumer) {
        return new Row()
                .with("ack_required", consumer.ackRequired())
                .with("active", consumer.active())
                .with("activity_status", consumer.active() ? "up" : "waiting")
                .with("arguments", JsonFields.toJson(consumer.arguments()))
                .with("channel_details", new Row()
                        .with("connection_name", connection.name())
                        .with("name", ChannelView.name(connection, channel))
                        .with("node", domain.node().name())
                        .with("number", channel.number())
                        .with("peer_host", connection.peerHost())
                        .with("peer_port", connection.peerPort())
                        .with("user", connection.user()))
                .with("consumer_tag", consumer.tag())
                .with("consumer_timeout", consumer.arguments().integer("x-consumer-timeout").orElse(TIMEOUT_MS))
                .with("exclusive", consumer.exclusive())
                .with("prefetch_count", consumer.prefetchCount())
                .with("queue", new Row().with("name", consumer.queue()).with("vhost", connection.vhost()));
    }
}
