package io.volok.server.amqp;

import io.volok.broker.event.Event;
import io.volok.broker.event.EventSink;
import java.util.List;

/** Tells what happens to connections, their channels and their consumers. */
final class ConnectionEvents {

    private final Connection connection;
    private final EventSink sink;

    ConnectionEvents(Connection connection, EventSink sink) {
        this.connection = connection;
        this.sink = sink;
    }

    /** A client has said who it is: rightly, or not (then {@code why} tells). */
    void authenticated(String user, String why) {
        if (sink.isWanted()) {
            Event event = Event.of("user.authentication." + (why == null ? "success" : "failure"));
            if (why != null) {
                event.with("error", why);
            }
            sink.tell(address(event).with("name", user).with("connection_name", connection.name)
                    .with("connection_type", "network"));
        }
    }

    void opened() {
        if (sink.isWanted()) {
            sink.tell(address(Event.of("connection.created")).with("name", connection.name)
                    .with("user", connection.user).with("vhost", connection.vhost.name())
                    .with("channel_max", connection.channelMax).with("frame_max", connection.frameMax)
                    .with("timeout", connection.heartbeatSeconds).with("node", connection.settings.clusterName())
                    .with("client_properties", info().clientProperties()).by(connection.user));
        }
    }

    void closed() {
        if (sink.isWanted()) {
            sink.tell(Event.of("connection.closed").with("name", connection.name)
                    .with("node", connection.settings.clusterName())
                    .with("client_properties", info().clientProperties()).by(connection.user));
        }
    }

    private ConnectionInfo info() {
        return connection.info("", List.of());
    }

    private Event address(Event event) {
        ConnectionInfo info = info();
        return event.with("auth_mechanism", connection.mechanism).with("protocol", "{0,9,1}").with("ssl", info.tls())
                .with("host", info.host()).with("port", info.port())
                .with("peer_host", info.peerHost()).with("peer_port", info.peerPort());
    }

    void channel(boolean created, int number) {
        if (sink.isWanted()) {
            sink.tell(Event.of(created ? "channel.created" : "channel.closed")
                    .with("name", channelName(number)).with("number", number).with("connection", connection.name)
                    .with("user", connection.user).with("vhost", connection.vhost.name()).by(connection.user));
        }
    }

    void consumer(int channel, ConsumerInfo consumer) {
        if (sink.isWanted()) {
            sink.tell(consumer("consumer.created", channel, consumer).with("ack_required", consumer.ackRequired())
                    .with("exclusive", consumer.exclusive()).with("prefetch_count", consumer.prefetchCount())
                    .with("arguments", consumer.arguments()));
        }
    }

    void consumerGone(int channel, ConsumerInfo consumer) {
        if (sink.isWanted()) {
            sink.tell(consumer("consumer.deleted", channel, consumer));
        }
    }

    private Event consumer(String key, int channel, ConsumerInfo consumer) {
        return Event.of(key).with("consumer_tag", consumer.tag()).with("queue", consumer.queue())
                .with("channel", channelName(channel)).with("vhost", connection.vhost.name()).by(connection.user);
    }

    private String channelName(int number) {
        return connection.name + " (" + number + ")";
    }
}
