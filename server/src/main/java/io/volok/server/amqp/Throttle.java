package io.volok.server.amqp;

import io.volok.codec.amqp.ConnectionMethod;

/**
 * Decides whether a connection is read. One that publishes while the broker is short of memory or disk is told
 * (connection.blocked), and not read until that is over; one that only consumes never notices. One that does not take
 * its own answers is not read either, nor one whose unfinished contents have to wait for room.
 */
final class Throttle implements ContentBudget.Waiter {

    private final Connection connection;
    private String reason;
    private boolean blocked;
    private boolean clogged;
    private boolean crowded;
    private ContentBudget.Claim contents;
    private Runnable giveUp;

    Throttle(Connection connection) {
        this.connection = connection;
    }

    /**
     * Takes part in the budget for contents.
     *
     * @param whenGivenUp closes the connection
     */
    void begin(ContentBudget budget, Runnable whenGivenUp) {
        contents = budget.claim(this);
        giveUp = whenGivenUp;
    }

    /** The connection is over. */
    void end() {
        if (contents != null) {
            contents.end();
        }
    }

    /** The connection's part in the budget for contents. */
    ContentBudget.Claim contents() {
        return contents;
    }

    @Override
    public void waitForRoom(boolean wait) {
        crowded = wait;
        read();
    }

    @Override
    public boolean isRead() {
        return !blocked && !clogged;
    }

    @Override
    public void giveUp() {
        giveUp.run();
    }

    /** The connection's state as operators see it. */
    String label() {
        if (blocked) {
            return "blocked";
        }
        if (crowded) {
            return "flow";
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
            read();
        }
    }

    /** The client does not read what it is sent, or reads again: what it asks for must not pile up here. */
    void clogged(boolean now) {
        if (clogged != now) {
            clogged = now;
            read();
        }
    }

    private void read() {
        boolean reading = !blocked && !clogged && !crowded;
        connection.watchPeer(reading);
        if (reading) {
            connection.transport.resumeReading();
        } else {
            connection.transport.pauseReading();
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
        read();
    }
}
