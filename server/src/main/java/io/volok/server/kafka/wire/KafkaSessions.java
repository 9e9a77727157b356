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
    private final Map<Shard, ResponseWriter> writers = new ConcurrentHashMap<>();

    public KafkaSessions(ApiTable table, Peer peer) {
        this.table = table;
        this.peer = peer;
    }

    @Override
    public SessionInput open(Transport transport, Shard home) {
        // A shard writes one answer at a time, so its sessions share the buffer.
        ResponseWriter writer = writers.computeIfAbsent(home, shard -> new ResponseWriter());
        return new KafkaSession(transport, home, table, peer, writer);
    }
}
