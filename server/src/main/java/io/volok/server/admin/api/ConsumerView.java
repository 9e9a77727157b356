package io.volok.server.admin.api;

import io.volok.server.admin.Visitor;
import io.volok.server.amqp.ChannelInfo;
import io.volok.server.amqp.ConnectionInfo;
import io.volok.server.amqp.ConsumerInfo;
import io.volok.server.stream.StreamConnectionInfo;
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
        Visitor everything = Visitor.operator("");
        return domain.connections(everything).thenCombine(domain.streamConnections(everything), (connections, streams) -> {
            List<Row> rows = new ArrayList<>(rows(connections));
            streams.forEach(connection -> rows.addAll(rows(connection)));
            rows.removeIf(row -> !(row.get("queue") instanceof Row of && vhost.equals(of.get("vhost"))
                    && queue.equals(of.get("name"))));
            return rows;
        });
    }

    /** The subscriptions of a stream connection, as consumers. */
    List<Row> rows(StreamConnectionInfo connection) {
        return connection.consumers().stream().map(consumer -> new Row()
                .with("ack_required", false)
                .with("active", consumer.active())
                .with("activity_status", StreamView.activity(consumer))
                .with("arguments", consumer.properties())
                .with("channel_details", channel(connection.name(), "", 0, connection.peerHost(),
                        connection.peerPort(), connection.user()))
                .with("consumer_tag", "stream.subid-" + consumer.id())
                .with("consumer_timeout", TIMEOUT_MS)
                .with("exclusive", false)
                .with("prefetch_count", 0)
                .with("queue", new Row().with("name", consumer.stream()).with("vhost", connection.vhost()))).toList();
    }

    private Row channel(String connection, String name, int number, String peerHost, int peerPort, String user) {
        return new Row().with("connection_name", connection).with("name", name).with("node", domain.node().name())
                .with("number", number).with("peer_host", peerHost).with("peer_port", peerPort).with("user", user);
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
                .with("activity_status", !consumer.active() ? "waiting" : consumer.singleActive() ? "single_active" : "up")
                .with("arguments", JsonFields.toJson(consumer.arguments()))
                .with("channel_details", channel(connection.name(), ChannelView.name(connection, channel),
                        channel.number(), connection.peerHost(), connection.peerPort(), connection.user()))
                .with("consumer_tag", consumer.tag())
                .with("consumer_timeout", consumer.arguments().integer("x-consumer-timeout").orElse(TIMEOUT_MS))
                .with("exclusive", consumer.exclusive())
                .with("prefetch_count", consumer.prefetchCount())
                .with("queue", new Row().with("name", consumer.queue()).with("vhost", connection.vhost()));
    }
}
