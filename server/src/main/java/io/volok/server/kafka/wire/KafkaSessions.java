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
    private final Throttle throttle;
    private final Map<Shard, Shared> shared = new ConcurrentHashMap<>();

    /** What the sessions of one shard share, since it does one thing at a time. */
    record Shared(ResponseWriter writer, FrameBuffers buffers, Throttle throttle) {
    }

    /** @param throttle slows down clients that use too much */
    public KafkaSessions(ApiTable table, Peer peer, Throttle throttle) {
        this.table = table;
        this.peer = peer;
        this.throttle = throttle;
    }

    @Override
    public SessionInput open(Transport transport, Shard home) {
        Shared parts = shared.computeIfAbsent(home,
                shard -> new Shared(new ResponseWriter(), new FrameBuffers(), throttle));
        return new KafkaSession(transport, home, table, peer, parts);
    }
}
