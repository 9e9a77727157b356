package io.volok.server.amqp;

import io.volok.codec.amqp.ConnectionMethod;

/**
 * Holds back a connection that publishes while the broker is short of memory or disk: it is told (connection.blocked),
 * and not read until that is over. A connection that only consumes never notices.
 */
final class Throttle {

    private final Connection connection;
    private String reason;
    private boolean blocked;

    Throttle(Connection connection) {
        this.connection = connection;
    }

    /** The connection's state as operators see it. */
    String label() {
        if (blocked) {
            return "blocked";
        }
        return reason == null ? "running" : "blocking";
    }

    /** The broker is short of something (or of something else than before), or no longer when null. */
    void alarm(String newReason) {
        reason = newReason;
        if (blocked && reason == null) {
            blocked = false;
            if (connection.clientCan("connection.blocked")) {
                connection.send(new ConnectionMethod.Unblocked());
            }
            connection.watchPeer(true);
            connection.transport.resumeReading();
        }
    }

    /** The client publishes. */
    void publishing() {
        if (reason == null || blocked) {
            return;
        }
        blocked = true;
        if (connection.clientCan("connection.blocked")) {
            connection.send(new ConnectionMethod.Blocked(reason));
        }
        connection.watchPeer(false);
        connection.transport.pauseReading();
    }
}
