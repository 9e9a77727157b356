package io.volok.server.admin.api;

import io.volok.server.amqp.ConnectionInfo;

/** A connection as the API shows it. Any thread. */
final class ConnectionView {

    private final String node;
    private final Samples samples;

    ConnectionView(String node, Samples samples) {
        this.node = node;
        this.samples = samples;
    }

    Row row(ConnectionInfo connection) {
        long nowMs = System.currentTimeMillis();
        Row row = new Row()
                .with("auth_mechanism", connection.authMechanism())
                .with("channel_max", connection.channelMax())
                .with("channels", connection.channels().size())
                .with("client_properties", JsonFields.toJson(connection.clientProperties()))
                .with("connected_at", connection.connectedAtMs())
                .with("frame_max", connection.frameMax())
                .with("host", connection.host())
                .with("name", connection.name()).with("node", node)
                .with("peer_cert_issuer", null)
                .with("peer_cert_serial_number", null).with("peer_cert_subject", null).with("peer_cert_validity", null)
                .with("peer_host", connection.peerHost()).with("peer_port", connection.peerPort())
                .with("port", connection.port()).with("protocol", connection.protocol());
        row.with("recv_cnt", connection.reads()).with("send_cnt", connection.writes());
        samples.put(row, "recv_oct", connection.name(), connection.received(), nowMs);
        samples.put(row, "send_oct", connection.name(), connection.sent(), nowMs);
        return row.with("send_pend", 0)
                .with("ssl", connection.tls()).with("ssl_cipher", null).with("ssl_hash", null)
                .with("ssl_key_exchange", null).with("ssl_protocol", null)
                .with("state", connection.state()).with("timeout", connection.timeoutSeconds())
                .with("type", "network").with("user", connection.user())
                .withKnown("user_provided_name", connection.userProvidedName())
                .with("user_who_performed_action", connection.user()).with("vhost", connection.vhost());
    }

    /** As RabbitMQ shows one connection by itself: what is not known of its encryption is empty, and not null. */
    Row full(ConnectionInfo connection) {
        Row row = row(connection);
        row.replaceAll((field, value) -> value == null ? "" : value);
        return row;
    }

    /** The few fields of {@code /connections/username}. */
    Row brief(ConnectionInfo connection) {
        return new Row().with("name", connection.name()).with("node", node).with("user", connection.user())
                .with("vhost", connection.vhost());
    }
}
