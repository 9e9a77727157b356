package io.volok.server.amqp;

import io.volok.broker.ResourceName;
import io.volok.broker.shard.Shard;
import io.volok.broker.vhost.Caller;
import io.volok.broker.vhost.TraceOrigin;
import io.volok.broker.vhost.VirtualHost;
import io.volok.codec.amqp.Method;
import io.volok.codec.message.MessageDecoder;
import io.volok.codec.table.FieldTable;
import io.volok.codec.table.FieldValue;
import io.volok.server.net.Transport;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.Set;

/**
 * What all parts of one connection share: who the client is, what was agreed with it, and the way out. Its identity
 * owns the connection's exclusive queues.
 */
final class Connection {

    /** What kombu's connections call themselves. */
    private static final String PY_AMQP = "py-amqp";

    /** Takes what a client has done wrong. */
    interface Failures {
        void failed(int channel, ProtocolError error, int classId, int methodId);
    }

    private static final long MOST_UNSENT_REPLY_BYTES = 4L << 20;

    final AmqpHost host;
    final AmqpSettings settings;
    final Transport transport;
    final Outbox out;
    final EndOfBatch endOfBatch = new EndOfBatch(this);
    final Throttle throttle;
    final ConnectionEvents events;
    final String name;
    /** One for all deliveries: it looks at one record at a time. */
    final MessageDecoder decoder = new MessageDecoder();

    /** Changes once, when the client opens a virtual host that lives on another shard. */
    volatile Shard shard;
    String mechanism = "";
    String user = "";
    /** Null until a virtual host is open. */
    VirtualHost vhost;
    /** Where it is told that a method failed which was not handled when it came. */
    Failures failures;
    /** On whose behalf changes are asked for; null until a virtual host is open. */
    Caller caller;
    int channelMax;
    int frameMax;
    int heartbeatSeconds;

    private final InetSocketAddress local;
    private final InetSocketAddress peer;
    private final long connectedAtMs;
    private FieldTable clientProperties = FieldTable.EMPTY;
    private FieldTable capabilities = FieldTable.EMPTY;
    private Heartbeat heartbeat;
    private boolean inside;
    private long received;
    private long reads;
    private long writes;

    Connection(AmqpHost host, Transport transport, Shard shard) {
        this.host = host;
        this.settings = host.settings();
        this.transport = transport;
        this.shard = shard;
        this.local = inet(transport.local());
        this.peer = inet(transport.remote());
        this.name = text(peer) + " -> " + text(local);
        this.connectedAtMs = shard.nowMs();
        this.out = new Outbox(transport, endOfBatch::schedule);
        this.throttle = new Throttle(this);
        this.events = new ConnectionEvents(this, host.events());
    }

    /** Who this connection is to those who watch the firehose. */
    TraceOrigin traceOrigin(int channel) {
        return new TraceOrigin(settings.clusterName(), name, channel, user);
    }

    // ---- the client ----

    /** Takes what the client tells about itself. */
    void introduce(FieldTable properties) {
        clientProperties = properties;
        capabilities = properties.find("capabilities").orElse(null) instanceof FieldTable table
                ? table : FieldTable.EMPTY;
    }

    /** Whether the client has said that it understands an extension. */
    boolean clientCan(String capability) {
        return capabilities.find(capability).orElse(null) instanceof FieldValue.Bool(boolean can) && can;
    }

    /**
     * Whether the client means one window for its whole channel where RabbitMQ understands one for each later consumer: so
     * does the specification, and so does kombu (which Celery is built on) with every broker that is not called RabbitMQ.
     */
    boolean clientPrefetchesByChannel() {
        return clientProperties.text("product").orElse("").equals(PY_AMQP);
    }

    /** The ways in which this client may log in. */
    Set<Sasl> mechanisms() {
        return Sasl.offered(host.certificateUser(transport) != null, settings.anonymousUser() != null);
    }

    /** Whether the client sits on this machine. */
    boolean isLocal() {
        return peer.getAddress() != null && peer.getAddress().isLoopbackAddress();
    }

    /** The client is in a virtual host from now on. */
    void enter(VirtualHost entered) {
        vhost = entered;
        caller = new Caller(host.grants(user, entered.name()), this);
        inside = true;
    }

    /** The client leaves its virtual host, if it is in one. */
    void leave() {
        if (inside) {
            inside = false;
            host.leave(vhost.name(), user);
        }
    }

    /** A queue of this virtual host as users see its name. */
    ResourceName queueName(String queue) {
        return ResourceName.queue(vhost.name(), queue);
    }

    // ---- bytes ----

    /** Sends a method on channel 0. */
    void send(Method method) {
        out.method(0, method);
    }

    /** Bytes have come from the client. */
    void received(int bytes) {
        received += bytes;
        reads++;
        if (heartbeat != null) {
            heartbeat.heard();
        }
    }

    /** Hands everything written to the socket. */
    void flush() {
        if (out.flush()) {
            writes++;
            if (heartbeat != null) {
                heartbeat.sent();
            }
        }
    }

    /** Whether one more thing that nobody waits for can be written without piling up. */
    boolean takesMore() {
        return transport.isWritable() && out.pending() < MOST_UNSENT_REPLY_BYTES;
    }

    // ---- heartbeats ----

    /** @param peerSilent gives the connection up */
    void startHeartbeat(Runnable peerSilent) {
        if (heartbeatSeconds > 0) {
            heartbeat = new Heartbeat(shard, heartbeatSeconds * 1000L, () -> {
                out.trim();
                out.heartbeat();
            }, peerSilent);
            heartbeat.start();
        }
    }

    void stopHeartbeat() {
        if (heartbeat != null) {
            heartbeat.stop();
            heartbeat = null;
        }
    }

    /** Whether the client's silence means anything: not while it is not read. */
    void watchPeer(boolean watch) {
        if (heartbeat != null) {
            heartbeat.watch(watch);
        }
    }

    // ---- operators ----

    ConnectionInfo info(String state, List<ChannelInfo> channels) {
        return new ConnectionInfo(name, state, "AMQP 0-9-1", user, vhost == null ? "" : vhost.name(), mechanism,
                host.isEncrypted(transport), host(local), local.getPort(), host(peer), peer.getPort(),
                clientProperties, channelMax, frameMax, heartbeatSeconds, connectedAtMs, received, out.sent(), reads, writes,
                List.copyOf(channels));
    }

    private static InetSocketAddress inet(SocketAddress address) {
        return address instanceof InetSocketAddress inet ? inet : InetSocketAddress.createUnresolved("unknown", 0);
    }

    private static String text(InetSocketAddress address) {
        return host(address) + ":" + address.getPort();
    }

    private static String host(InetSocketAddress address) {
        return address.getAddress() == null ? address.getHostString() : address.getAddress().getHostAddress();
    }
}
