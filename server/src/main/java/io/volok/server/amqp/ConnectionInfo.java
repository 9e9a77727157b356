package io.volok.server.amqp;

import io.volok.codec.table.FieldTable;
import java.util.List;

/**
 * One connection as operators see it, at one moment.
 *
 * @param name {@code peer -> local}, unique while the connection lives
 * @param state {@code starting}, {@code tuning}, {@code opening}, {@code running}, {@code blocking}, {@code blocked},
 *     {@code closing} or {@code closed}
 * @param protocol what is spoken, under RabbitMQ's name for it
 * @param user empty until the client has logged in
 * @param vhost empty until the client has opened it
 * @param authMechanism empty until the client has chosen one
 * @param tls whether the connection is encrypted
 * @param host this end's address
 * @param port this end's port
 * @param peerHost the client's address
 * @param peerPort the client's port
 * @param clientProperties what the client told about itself
 * @param channelMax negotiated highest channel number
 * @param frameMax negotiated largest frame
 * @param timeoutSeconds negotiated heartbeat
 * @param connectedAtMs when the connection was accepted
 * @param received bytes received
 * @param sent bytes sent
 * @param reads how often bytes were received
 * @param writes how often bytes were sent
 * @param channels its open channels
 */
public record ConnectionInfo(
        String name,
        String state,
        String protocol,
        String user,
        String vhost,
        String authMechanism,
        boolean tls,
        String host,
        int port,
        String peerHost,
        int peerPort,
        FieldTable clientProperties,
        int channelMax,
        int frameMax,
        int timeoutSeconds,
        long connectedAtMs,
        long received,
        long sent,
        long reads,
        long writes,
        List<ChannelInfo> channels) {

    /** The name the client gave itself in its properties, or null. */
    public String userProvidedName() {
        return clientProperties.text("connection_name").orElse(null);
    }
}
