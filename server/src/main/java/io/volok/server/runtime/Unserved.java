package io.volok.server.runtime;

import io.volok.broker.shard.Shard;
import io.volok.server.net.SessionInput;
import io.volok.server.net.Transport;
import java.nio.ByteBuffer;

/** Closes each connection at its first byte: the protocol of this listener is not wired yet. */
record Unserved(Transport transport, Shard home) implements SessionInput {

    @Override
    public void onBytes(ByteBuffer bytes) {
        transport.close();
    }

    @Override
    public void onReadComplete() {
        transport.flush();
    }

    @Override
    public void onClosed(Throwable cause) {
        transport.flush();
    }
}
