package io.volok.server.admin.api;

/**
 * One port that is listened on.
 *
 * @param protocol {@code amqp}, {@code kafka}, {@code http} and the like
 * @param address the address that is bound
 * @param port the port
 * @param tls whether connections are encrypted
 */
public record Listening(String protocol, String address, int port, boolean tls) {
}
