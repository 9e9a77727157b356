package io.volok.broker.vhost;

/**
 * Who published or receives a traced message.
 *
 * @param node the node's name
 * @param connection the connection's name
 * @param channel the channel's number
 * @param user the user's name
 */
public record TraceOrigin(String node, String connection, int channel, String user) {
}
