package io.volok.server.runtime;

import io.netty.channel.EventLoop;
import io.volok.broker.shard.Shard;
import io.volok.broker.vhost.DamagedQueue;
import io.volok.log.store.CorruptLog;
import io.volok.log.store.LogFailed;
import io.volok.log.store.SegmentStore;
import io.volok.log.store.file.FileSegmentStore;
import io.volok.log.store.file.StoreListener;
import io.volok.server.admin.AdminServer;
import io.volok.server.admin.BasicRoutes;
import io.volok.server.admin.Router;
import io.volok.server.admin.api.Definitions;
import io.volok.server.admin.api.ManagementApi;
import io.volok.server.config.ListenAddress;
import io.volok.server.config.ServerConfig;
import io.volok.server.config.Settings;
import io.volok.server.net.EventLoops;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
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


    private final ServerConfig config;
    private final Consumer<Throwable> onFatal;
    /** What close() undoes, newest first. */
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private final List<EventLoopShard> shards = new ArrayList<>();
    private final Map<EventLoop, Shard> homes = new HashMap<>();
    private String clusterId;
    private SegmentStore store;
    private EventLoops loops;
    private ResourceMonitor monitor;
    private Ports ports;
    private volatile Service service;
    private volatile boolean isServing = true;
    private final AtomicInteger failedTasks = new AtomicInteger();

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
        clusterId = held.directory().clusterId();
        store = opened(FileSegmentStore.open(held.directory(), FileSegmentStore.OPEN_FILES_MAX, new StoreFailures()));
        loops = opened(EventLoops.start("volok-shard", shardCount()));
        for (EventLoop loop : loops.all()) {
            EventLoopShard shard = new EventLoopShard(shards.size(), loop, this::taskFailed);
            shards.add(shard);
            homes.put(loop, shard);
        }
        service = Service.open(openDomain(), config, loops, homes, null);
        opened(this::stopService);
        monitor = opened(new ResourceMonitor(held.directory().path(), held.directory()::usableBytes, this::alarm));
        monitor.memoryWatermark(config.get(Settings.MEMORY_WATERMARK));
        monitor.diskLimit(config.get(Settings.DISK_FREE_LIMIT_BYTES));
        monitor.start();
        ports = new Ports(service.port("amqp"), service.port("kafka"), service.port("stream"),
                listenHttp(held.directory().path()));
    }

    ServerConfig config() {
        return config;
    }

    /** Opens or closes what clients of the messaging protocols see, with everything behind it. */
    synchronized void serve(boolean on) {
        if (on == isServing()) {
            return;
        }
        if (!on) {
            stopService();
            return;
        }
        try {
            service = Service.open(openDomain(), config, loops, homes, ports);
            isServing = true;
            alarm(monitor.vitals().alarms());
        } catch (StartRefused refused) {
            throw new IllegalStateException(refused.getMessage(), refused);
        }
    }

    private synchronized void stopService() {
        if (isServing) {
            isServing = false;
            service.close();
        }
    }

    boolean isServing() {
        return isServing;
    }

    /** The service of the moment; the last one while there is none. */
    Service service() {
        return service;
    }

    private void alarm(List<String> alarms) {
        service.domain().alarm(ResourceMonitor.reason(alarms));
    }

    private NodeDomain openDomain() throws StartRefused {
        try {
            NodeDomain domain = NodeDomain.open(config, shards, store, clusterId);
            loadDefinitions(domain);
            return domain;
        } catch (CompletionException failure) {
            switch (failure.getCause()) {
                case DamagedQueue damaged ->
                        throw StartRefused.damaged(damaged.getMessage(), damaged.log(), damaged);
                case CorruptLog damaged -> throw StartRefused.damaged(damaged.getMessage(), damaged.log(), damaged);
                case LogFailed failed ->
                        throw new StartRefused(StartRefused.Reason.STORE, failed.getMessage(), failed);
                case null, default -> throw failure;
            }
        }
    }

    /** Before anybody can connect, so that clients find what they expect. */
    private void loadDefinitions(NodeDomain domain) throws StartRefused {
        try {
            StartDefinitions.load(config, new Definitions(domain.catalog(), shards, domain.vhosts()::get));
        } catch (StartRefused | RuntimeException failure) {
            domain.close();
            throw failure;
        }
    }

    private int listenHttp(Path dataDirectory) throws StartRefused {
        ListenAddress address = config.get(Settings.HTTP_LISTEN);
        if (!address.enabled()) {
            return address.port();
        }
        OperatorKey key = opened(OperatorKey.make(dataDirectory));
        Router router = new Router();
        new BasicRoutes(List.copyOf(shards), List.of()).addTo(router);
        AdminNode node = new AdminNode(this, monitor, List.copyOf(shards), address.host());
        ManagementApi.addTo(router, node);
        try {
            int port = opened(AdminServer.start(address.host(), address.port(), router,
                    new CatalogCredentials(() -> service.domain(), key))).port();
            node.httpPort(port);
            key.publish(node.name(), address.host(), port);
            return port;
        } catch (IOException unbindable) {
            throw StartRefused.port("HTTP", address, unbindable);
        }
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

    /**
     * A store that fails stops everything, as what was appended can no longer be relied on. Damage that is found while
     * reading, like a bug in one task, is told and survived.
     */
    private void taskFailed(Throwable failure) {
        boolean damagedBefore = failure instanceof CorruptLog;
        if (failure instanceof LogFailed && !damagedBefore || failure instanceof Error) {
            LOG.error("The broker stops: a shard can no longer keep what it is given", failure);
            onFatal.accept(failure);
        } else {
            failedTasks.incrementAndGet();
            LOG.error("A task failed", failure);
        }
    }

    /** How many tasks have failed that the broker survived; each of them is a bug or damage, and told in the log. */
    public int failedTasks() {
        return failedTasks.get();
    }

    private <T extends AutoCloseable> T opened(T resource) {
        opened.push(resource);
        return resource;
    }

    /** Where it listens. */
    public Ports ports() {
        return ports;
    }

    /** The ports of the messaging protocols by the listeners' names, in order; without those that are switched off. */
    public Map<String, Integer> portsByName() {
        return service.portsByName();
    }

    /** What the event loops are made of: {@code epoll} or {@code nio}. */
    public String loopKind() {
        return loops.kind();
    }

    /** How many shards there are. */
    public int shards() {
        return shards.size();
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
