package io.volok.server.kafka.wire;

import io.volok.broker.shard.Shard;
import io.volok.server.net.SessionFactory;
import io.volok.server.net.SessionInput;
import io.volok.server.net.Transport;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Makes the sessions of one Kafka listener. */
public final class KafkaSessions implements SessionFactory {

    private final ApiTable table;
    private final Peer peer;
    private final Map<Shard, Shared> shared = new ConcurrentHashMap<>();

    /** What the sessions of one shard share, since it does one thing at a time. */
    private record Shared(ResponseWriter writer, FrameBuffers buffers) {
    }

    public KafkaSessions(ApiTable table, Peer peer) {
        this.table = table;
        this.peer = peer;
    }

    @Override
    public SessionInput open(Transport transport, Shard home) {
        Shared parts = shared.computeIfAbsent(home, shard -> new Shared(new ResponseWriter(), new FrameBuffers()));
        return new KafkaSession(transport, home, table, peer, parts.writer(), parts.buffers());
    }
}
