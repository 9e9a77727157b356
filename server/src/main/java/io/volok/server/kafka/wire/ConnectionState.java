package io.volok.server.kafka.wire;

/** Something that a handler keeps for one connection. */
public interface ConnectionState {

    /** The connection is gone. Called once, on the session's shard. */
    void connectionClosed();
}
