package io.volok.server.admin.api;

import io.volok.codec.table.FieldTable;
import io.volok.server.amqp.ConnectionInfo;
import io.volok.server.stream.StreamConnectionInfo;
import java.util.List;

/** Stream connections, publishers and consumers as RabbitMQ's stream management plugin shows them. Any thread. */
final class StreamView {

    private final String node;

    StreamView(String node) {
        this.node = node;
    }

    /** A stream connection in the form that all protocols share. It has no channels. */
    static ConnectionInfo connection(StreamConnectionInfo info) {
        FieldTable.Builder properties = FieldTable.builder();
        info.clientProperties().forEach(properties::add);
        return new ConnectionInfo(info.name(), info.state(), "stream", info.user(), info.vhost(), info.authMechanism(),
                info.tls(), info.host(), info.port(), info.peerHost(), info.peerPort(), properties.build(), 0,
                info.frameMax(), info.heartbeatSeconds(), info.connectedAtMs(), info.received(), info.sent(), info.reads(),
                info.writes(), List.of());
    }

    static String activity(StreamConnectionInfo.ConsumerInfo consumer) {
        return !consumer.singleActive() ? "up" : consumer.active() ? "single_active" : "waiting";
    }

    Row publisher(StreamConnectionInfo connection, StreamConnectionInfo.PublisherInfo publisher) {
        return new Row().with("connection_details", details(connection))
                .with("confirmed", publisher.confirmed()).with("errored", publisher.errored())
                .with("published", publisher.published()).with("publisher_id", publisher.id())
                .with("queue", queue(connection, publisher.stream())).with("reference", publisher.reference());
    }

    Row consumer(StreamConnectionInfo connection, StreamConnectionInfo.ConsumerInfo consumer) {
        return new Row().with("connection_details", details(connection))
                .with("active", consumer.active()).with("activity_status", activity(consumer))
                .with("consumed", consumer.consumed()).with("credits", consumer.credits())
                .with("offset", consumer.offset()).with("offset_lag", consumer.offsetLag())
                .with("properties", consumer.properties()).with("queue", queue(connection, consumer.stream()))
                .with("subscription_id", consumer.id());
    }

    private Row details(StreamConnectionInfo connection) {
        return new Row().with("name", connection.name()).with("node", node)
                .with("peer_host", connection.peerHost()).with("peer_port", connection.peerPort())
                .with("user", connection.user());
    }

    private static Row queue(StreamConnectionInfo connection, String stream) {
        return new Row().with("name", stream).with("vhost", connection.vhost());
    }
}
