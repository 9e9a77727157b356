package io.volok.server.runtime;

/** The ports that are really listened on; -1 where a listener is switched off. */
public record Ports(int amqp, int kafka, int stream, int http) {
}
