package io.volok.server.runtime;

import io.netty.channel.EventLoop;
import io.volok.broker.shard.Shard;
import io.volok.log.store.LogFailed;
import io.volok.log.store.SegmentStore;
import io.volok.log.store.file.FileSegmentStore;
import io.volok.log.store.file.StoreListener;
import io.volok.server.admin.AdminServer;
import io.volok.server.admin.BasicRoutes;
import io.volok.server.admin.Router;
import io.volok.server.config.ListenAddress;
import io.volok.server.config.ServerConfig;
import io.volok.server.config.Setting;
import io.volok.server.config.Settings;
import io.volok.server.net.EventLoops;
import io.volok.server.net.Listener;
import io.volok.server.net.SessionFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One running broker: the data directory, the shards, the domain on them and the listeners in front.
 *
 * <p>Started and stopped by a thread that is not one of its own. What was opened last is closed first.
 */
public final class VolokNode implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(VolokNode.class);

    private static final long GOODBYE_NANOS = 1_000_000_000L;

    private final ServerConfig config;
    private final Consumer<Throwable> onFatal;
    /** What close() undoes, newest first. */
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private final List<EventLoopShard> shards = new ArrayList<>();
    private Ports ports;
    private String kind;

    private VolokNode(ServerConfig config, Consumer<Throwable> onFatal) {
        this.config = config;
        this.onFatal = onFatal;
    }

    /**
     * Starts a broker and returns when it listens.
     *
     * @param onFatal told, once or more and on any thread, that the store has failed and the broker must end. Nothing
     *     that was not durable has been acknowledged.
     */
    public static VolokNode start(ServerConfig config, Consumer<Throwable> onFatal) throws StartRefused {
        VolokNode node = new VolokNode(config, onFatal);
        try {
            node.open();
            return node;
        } catch (StartRefused | RuntimeException failure) {
            node.close();
            throw failure;
        }
    }

    private void open() throws StartRefused {
        HeldDirectory held = opened(HeldDirectory.open(config.get(Settings.DATA)));
        String clusterId = held.directory().clusterId();
        SegmentStore store = opened(
                FileSegmentStore.open(held.directory(), FileSegmentStore.OPEN_FILES_MAX, new StoreFailures()));
        EventLoops loops = opened(EventLoops.start("volok-shard", shardCount()));
        kind = loops.kind();
        Map<EventLoop, Shard> homes = new HashMap<>();
        for (EventLoop loop : loops.all()) {
            EventLoopShard shard = new EventLoopShard(shards.size(), loop, this::taskFailed);
            shards.add(shard);
            homes.put(loop, shard);
        }
        NodeDomain domain = opened(openDomain(store, clusterId));
        int amqp = listen("AMQP", Settings.AMQP_LISTEN, loops, homes, domain.amqp());
        int kafka = listen("Kafka", Settings.KAFKA_LISTEN, loops, homes, domain.kafka().plaintext());
        // Pushed last, so that it is what a stop begins with.
        opened.push(() -> sayGoodbye(domain.amqp()));
        ports = new Ports(amqp, kafka, listenHttp(clusterId));
    }

    private NodeDomain openDomain(SegmentStore store, String clusterId) throws StartRefused {
        try {
            return NodeDomain.open(config, shards, store, clusterId);
        } catch (CompletionException failure) {
            if (failure.getCause() instanceof LogFailed damaged) {
                throw new StartRefused(StartRefused.Reason.STORE, damaged.getMessage(), damaged);
            }
            throw failure;
        }
    }

    private int listen(String protocol, Setting<ListenAddress> setting, EventLoops loops,
            Map<EventLoop, Shard> homes, SessionFactory factory) throws StartRefused {
        ListenAddress address = config.get(setting);
        if (!address.enabled()) {
            return address.port();
        }
        try {
            return opened(Listener.sessions(loops, address.host(), address.port(), homes::get, factory)).port();
        } catch (IOException unbindable) {
            throw portRefused(protocol, address, unbindable);
        }
    }

    private int listenHttp(String clusterId) throws StartRefused {
        ListenAddress address = config.get(Settings.HTTP_LISTEN);
        if (!address.enabled()) {
            return address.port();
        }
        Router router = new Router();
        new BasicRoutes(clusterId, Version.text(), List.copyOf(shards), List.of()).addTo(router);
        try {
            return opened(AdminServer.start(address.host(), address.port(), router,
                    (user, password) -> user.equals(config.get(Settings.DEFAULT_USER))
                            && password.equals(config.get(Settings.DEFAULT_PASS)))).port();
        } catch (IOException unbindable) {
            throw portRefused("HTTP", address, unbindable);
        }
    }

    private static StartRefused portRefused(String protocol, ListenAddress address, IOException cause) {
        String option = "--" + protocol.toLowerCase(Locale.ROOT) + "-port";
        return new StartRefused(StartRefused.Reason.PORT, "The " + protocol + " address " + address
                + " cannot be listened on (" + cause.getMessage()
                + "). Stop the program that has it, or choose another port with " + option + ".", cause);
    }

    private int shardCount() {
        int configured = config.get(Settings.SHARDS);
        return configured > 0 ? configured : Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    }

    /** What fails on the flusher's thread, where nobody waits for it. */
    private final class StoreFailures implements StoreListener {

        @Override
        public void forceFailed(LogFailed failure) {
            taskFailed(failure);
        }

        @Override
        public void unlinkFailed(Path file, IOException cause) {
            LOG.warn("{} is no longer needed but cannot be removed", file, cause);
        }
    }

    /** A failed store stops everything; any other failure is a bug in one task, told and survived. */
    private void taskFailed(Throwable failure) {
        if (failure instanceof LogFailed || failure instanceof Error) {
            LOG.error("The broker stops: a shard can no longer keep what it is given", failure);
            onFatal.accept(failure);
        } else {
            LOG.error("A task failed", failure);
        }
    }

    private <T extends AutoCloseable> T opened(T resource) {
        opened.push(resource);
        return resource;
    }

    /** Where it listens. */
    public Ports ports() {
        return ports;
    }

    /** What the event loops are made of: {@code epoll} or {@code nio}. */
    public String loopKind() {
        return kind;
    }

    /** How many shards there are. */
    public int shards() {
        return shards.size();
    }

    /** AMQP clients are told why, and get a moment to hang up. */
    private static void sayGoodbye(AmqpFace amqp) {
        amqp.shutDown("the broker is shutting down");
        long deadline = System.nanoTime() + GOODBYE_NANOS;
        while (!amqp.sessions().isEmpty() && System.nanoTime() < deadline) {
            LockSupport.parkNanos(GOODBYE_NANOS / 100);
        }
    }

    /** Stops cleanly: no new connections, what is acknowledged is on disk, files closed, directory unlocked. */
    @Override
    public void close() {
        while (!opened.isEmpty()) {
            AutoCloseable resource = opened.pop();
            try {
                resource.close();
            } catch (Exception failure) {
                LOG.error("While stopping", failure);
            }
        }
    }
}
