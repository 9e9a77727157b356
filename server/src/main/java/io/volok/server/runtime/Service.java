package io.volok.server.runtime;

import io.netty.channel.EventLoop;
import io.volok.broker.shard.Shard;
import io.volok.server.admin.api.Listening;
import io.volok.server.config.ListenAddress;
import io.volok.server.config.NamedListener;
import io.volok.server.config.ServerConfig;
import io.volok.server.config.Settings;
import io.volok.server.net.ConnectionLimits;
import io.volok.server.net.EventLoops;
import io.volok.server.net.Listener;
import io.volok.server.net.SessionFactory;
import io.volok.server.net.Tls;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What {@code stop_app} stops and {@code start_app} starts: the domain, and the listeners of the messaging protocols in
 * front of it. Opened and closed by a thread that may wait for shards.
 */
final class Service implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Service.class);

    private static final String SHUTDOWN = "broker forced connection closure with reason 'shutdown'";
    /** How long clients may take to say goodbye. */
    private static final long FAREWELL_MS = 1_000;
    private static final long POLL_MS = 10;

    private final NodeDomain domain;
    private final List<Listener> listeners = new ArrayList<>();
    private final Map<String, Integer> portsByName = new LinkedHashMap<>();
    private final List<Listening> listening = new ArrayList<>();

    private final EventLoops loops;
    private final Map<EventLoop, Shard> homes;

    private Service(NodeDomain domain, EventLoops loops, Map<EventLoop, Shard> homes) {
        this.domain = domain;
        this.loops = loops;
        this.homes = homes;
    }

    /**
     * Opens the listeners over a domain. When one cannot be opened, the others and the domain are closed again.
     *
     * @param before where an earlier service listened, so that free ports stay what they were; else null
     */
    static Service open(NodeDomain domain, ServerConfig config, EventLoops loops, Map<EventLoop, Shard> homes,
            Ports before) throws StartRefused {
        Service service = new Service(domain, loops, homes);
        try {
            service.listen("AMQP", at(config.get(Settings.AMQP_LISTEN), before == null ? -1 : before.amqp()),
                    null, ConnectionLimits.NONE, domain.amqp());
            if (config.get(Settings.AMQPS_LISTEN).enabled()) {
                service.listen("AMQPS", config.get(Settings.AMQPS_LISTEN), TlsFiles.open(config, "AMQP"),
                        ConnectionLimits.NONE, domain.amqp());
            }
            service.listenStream(config, before == null ? -1 : before.stream());
            service.listenKafka(config, before == null ? -1 : before.kafka());
            return service;
        } catch (StartRefused | RuntimeException refused) {
            service.close();
            throw refused;
        }
    }

    /** Nobody has asked for the default port, so it need not be free; for a port that was asked for it must. */
    private void listenStream(ServerConfig config, int portBefore) throws StartRefused {
        if (config.get(Settings.STREAM_TLS_LISTEN).enabled()) {
            listen("Stream/SSL", config.get(Settings.STREAM_TLS_LISTEN), TlsFiles.open(config, "Stream"),
                    ConnectionLimits.NONE, domain.stream());
        }
        ListenAddress address = at(config.get(Settings.STREAM_LISTEN), portBefore);
        try {
            listen("Stream", address, null, ConnectionLimits.NONE, domain.stream());
        } catch (StartRefused busy) {
            if (config.isSet(Settings.STREAM_LISTEN)) {
                throw busy;
            }
            LOG.warn("No stream protocol: port {} is in use. Give another one with --stream-port.", address.port());
            portsByName.put("Stream", -1);
        }
    }

    /** The first listener is where {@code --kafka-port} says; the others are where the configuration says. */
    private void listenKafka(ServerConfig config, int firstPortBefore) throws StartRefused {
        List<NamedListener> all = config.get(Settings.KAFKA_LISTENERS);
        for (int i = 0; i < all.size(); i++) {
            String name = all.get(i).name();
            ListenAddress address = i > 0 ? all.get(i).address() : at(config.get(Settings.KAFKA_LISTEN), firstPortBefore);
            String protocol = protocolOf(name, config.get(Settings.KAFKA_PROTOCOLS));
            Tls tls = protocol.endsWith("SSL") ? TlsFiles.open(config, "Kafka") : null;
            try {
                listen(i == 0 ? "Kafka" : "Kafka/" + name, address, tls, domain.kafka().connectionLimits(name),
                        domain.kafka().sessions(name, protocol));
            } catch (IllegalArgumentException noSuchProtocol) {
                throw new StartRefused(StartRefused.Reason.CONFIGURATION, "listeners: " + name + " is no protocol of "
                        + "Kafka's. Say in listener.security.protocol.map which one it stands for.", noSuchProtocol);
            }
        }
    }

    /** Looks the name up in {@code NAME:PROTOCOL,...}; a name that is not there is the protocol itself. */
    private static String protocolOf(String name, String map) {
        for (String pair : map.split(",")) {
            int colon = pair.indexOf(':');
            if (colon > 0 && pair.substring(0, colon).strip().equals(name)) {
                return pair.substring(colon + 1).strip();
            }
        }
        return name;
    }

    private static ListenAddress at(ListenAddress configured, int portBefore) {
        return portBefore > 0 ? configured.withPort(portBefore) : configured;
    }

    private void listen(String protocol, ListenAddress address, Tls tls, ConnectionLimits limits,
            SessionFactory factory) throws StartRefused {
        if (!address.enabled()) {
            return;
        }
        try {
            Listener listener = Listener.sessions(
                    loops, address.host(), address.port(), tls, limits, homes::get, factory);
            listeners.add(listener);
            portsByName.put(protocol, listener.port());
            listening.add(new Listening(protocol.equals("AMQPS") ? "amqp/ssl" : protocol.toLowerCase(Locale.ROOT),
                    address.host().isEmpty() ? "0.0.0.0" : address.host(), listener.port(), tls != null));
        } catch (IOException unbindable) {
            throw StartRefused.port(protocol, address, unbindable);
        }
    }

    NodeDomain domain() {
        return domain;
    }

    /** The port of each listener, by its name for people, in the order in which they were opened. */
    Map<String, Integer> portsByName() {
        return Collections.unmodifiableMap(portsByName);
    }

    /** What is listened on. */
    List<Listening> listening() {
        return List.copyOf(listening);
    }

    /** The port of a protocol; -1 where its listener is switched off. */
    int port(String protocol) {
        return listening.stream().filter(one -> one.protocol().equals(protocol)).mapToInt(Listening::port)
                .findFirst().orElse(-1);
    }

    /** Takes no more connections, sends AMQP clients away with a reason, then closes all and everything behind them. */
    @Override
    public void close() {
        listeners.forEach(Listener::stopAccepting);
        domain.amqp().shutDown(SHUTDOWN);
        domain.stream().shutDown(SHUTDOWN);
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(FAREWELL_MS);
        try {
            while (!domain.amqp().sessions().isEmpty() && System.nanoTime() < deadline) {
                Thread.sleep(POLL_MS);
            }
        } catch (InterruptedException hurried) {
            LOG.info("Connections are closed without waiting for their clients");
            Thread.currentThread().interrupt();
        }
        listeners.forEach(Listener::close);
        domain.close();
    }
}
