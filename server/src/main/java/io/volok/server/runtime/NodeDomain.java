package io.volok.server.runtime;

import io.volok.broker.catalog.CatalogFact;
import io.volok.broker.catalog.ClusterCatalog;
import io.volok.broker.catalog.Logins;
import io.volok.broker.event.Event;
import io.volok.broker.event.EventSink;
import io.volok.broker.queue.MemoryBudget;
import io.volok.broker.shard.Shard;
import io.volok.broker.stream.TopicStreams;
import io.volok.broker.vhost.VhostContext;
import io.volok.broker.vhost.VirtualHost;
import io.volok.log.Durability;
import io.volok.log.Log;
import io.volok.log.LogConfig;
import io.volok.log.store.LogId;
import io.volok.log.store.SegmentStore;
import io.volok.server.admin.Shards;
import io.volok.server.amqp.AmqpSettings;
import io.volok.server.config.ServerConfig;
import io.volok.server.config.Settings;
import io.volok.server.kafka.KafkaFace;
import io.volok.server.kafka.data.KafkaDecompressor;
import io.volok.server.kafka.login.JaasUsers;
import io.volok.server.kafka.login.PlainMechanism;
import io.volok.server.kafka.wire.Broker;
import io.volok.server.stream.StreamHost;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Everything that lives on the shards: the catalog, the topics and the virtual hosts, with the faces over them.
 *
 * <p>Opened and closed by the node's own thread, which may wait for shards, as they never wait for it.
 */
final class NodeDomain implements AutoCloseable {

    private static final LogId CATALOG = new LogId("internal", "catalog");
    /** A queue's space is given back segment by segment, so its segments are small. */
    private static final int QUEUE_SEGMENT_BYTES = 16 << 20;
    /** Part of the heap that ready messages may take before they are read from their logs instead. */
    private static final int HEAP_PART = 4;
    /** Part of the heap that contents which are not complete may take before connections have to wait. */
    private static final int CONTENT_PART = 8;

    private final ServerConfig config;
    private final List<? extends Shard> shards;
    private final SegmentStore store;
    private final String clusterId;
    private final Map<Shard, MemoryBudget> budgets = new ConcurrentHashMap<>();
    private final SecureRandom random = new SecureRandom();
    /** Compaction: never interrupted, since it reads and writes files. */
    private final ExecutorService background = Executors.newSingleThreadExecutor(
            task -> Thread.ofPlatform().daemon().name("volok-cleaner").unstarted(task));
    private final LoginWorker loginWorker = new LoginWorker();
    private final Vhosts vhosts;
    private final Events events = new Events();
    private ClusterCatalog catalog;
    private volatile String alarm;
    private KafkaFace kafka;
    private Logins logins;
    private AmqpFace amqp;
    private StreamFace stream;

    private NodeDomain(ServerConfig config, List<? extends Shard> shards, SegmentStore store, String clusterId) {
        this.config = config;
        this.shards = shards;
        this.store = store;
        this.clusterId = clusterId;
        this.vhosts = new Vhosts(shards, this::context, this::sendAwayTheUnwelcome, this::furnish);
        long budget = Runtime.getRuntime().maxMemory() / HEAP_PART / shards.size();
        shards.forEach(shard -> budgets.put(shard, new MemoryBudget(budget)));
    }

    /** Recovers everything from the store. */
    static NodeDomain open(ServerConfig config, List<? extends Shard> shards, SegmentStore store, String clusterId) {
        NodeDomain domain = new NodeDomain(config, shards, store, clusterId);
        Shards.ask(shards.getFirst(), () -> {
            domain.openCatalogs();
            return domain;
        }).toCompletableFuture().join();
        domain.vhosts.openAll(domain.catalog.image()).join();
        shards.forEach(shard -> shard.execute(() -> domain.kafka.start(shard)));
        return domain;
    }

    private void openCatalogs() {
        Shard first = shards.getFirst();
        Log log = Log.open(store, CATALOG, LogConfig.DEFAULT.withDurability(Durability.FSYNC), first::execute);
        catalog = ClusterCatalog.open(first, log);
        if (StartDefinitions.areConfigured(config)) {
            // Who may do what is then said there, and a password that everybody knows would be a hole.
            catalog.seedVhost(config.get(Settings.DEFAULT_VHOST));
        } else {
            catalog.seed(config.get(Settings.DEFAULT_VHOST), config.get(Settings.DEFAULT_USER),
                    config.get(Settings.DEFAULT_PASS), random);
        }
        Broker broker = new Broker(config.get(Settings.NODE_ID), clusterId, null,
                Broker.parseListeners(config.get(Settings.KAFKA_ADVERTISED)));
        kafka = KafkaFace.open(new KafkaFace.Ground(List.copyOf(shards), store, durability(), broker,
                topicDefaults(), background));
        logins = new Logins(catalog::image, config.get(Settings.LOOPBACK_USERS), loginWorker, random);
        kafka.offer(new PlainMechanism((user, password, then) ->
                logins.byPassword(user, password, found -> then.accept(found.isPresent())),
                JaasUsers.read(config.written())));
        amqp = new AmqpFace(amqpSettings(), catalog::image, logins, vhosts::get)
                .certificateName(CertificateName.of(config));
        String streamHost = config.get(Settings.STREAM_HOST);
        stream = new StreamFace(amqp, new StreamHost.Advertised(streamHost.isEmpty() ? null : streamHost,
                config.get(Settings.STREAM_PORT), config.get(Settings.STREAM_TLS_PORT)));
        amqp.tellTo(events);
        catalog.listen(vhosts);
        catalog.listen(new CatalogEvents(events, catalog.image()));
        catalog.listen((fact, image) -> {
            if (fact instanceof CatalogFact.UserDeleted) {
                sendAwayTheUnwelcome();
            }
        });
    }

    /** Publishes what happens in the default virtual host. */
    private final class Events implements EventSink {

        private VirtualHost home() {
            return vhosts.get(config.get(Settings.DEFAULT_VHOST));
        }

        @Override
        public boolean isWanted() {
            VirtualHost home = home();
            return home != null && home.listensToEvents();
        }

        @Override
        public void tell(Event event) {
            VirtualHost home = home();
            if (home != null) {
                home.tell(event);
            }
        }
    }

    private void furnish(VirtualHost vhost) {
        vhost.events(events);
        if (vhost.name().equals(config.get(Settings.DEFAULT_VHOST))) {
            vhost.openEventExchange();
        }
    }

    private void sendAwayTheUnwelcome() {
        amqp.sendAwayTheUnwelcome();
        stream.sendAwayTheUnwelcome();
    }

    /** Holds publishers back, or lets them go on when there is no reason. Any thread. */
    void alarm(String reason) {
        tellAlarm(reason);
        amqp.alarm(reason);
        stream.alarmChanged();
        kafka.alarm(reason);
    }

    private void tellAlarm(String reason) {
        for (String source : List.of("memory", "disk")) {
            boolean was = alarm != null && alarm.contains(source);
            boolean is = reason != null && reason.contains(source);
            if (was != is && events.isWanted()) {
                events.tell(Event.of(is ? "alarm.set" : "alarm.cleared").with("source", source));
            }
        }
        alarm = reason;
    }

    private AmqpSettings amqpSettings() {
        return AmqpSettings.defaults()
                .withTuning(config.get(Settings.CHANNEL_MAX), config.get(Settings.FRAME_MAX),
                        config.get(Settings.HEARTBEAT_S))
                .withMaxMessageSize(config.get(Settings.MAX_MESSAGE_BYTES))
                .withContentBytes(Runtime.getRuntime().maxMemory() / CONTENT_PART / shards.size())
                .withAnonymous(config.get(Settings.ANONYMOUS_USER).equals("none") ? null
                        : config.get(Settings.ANONYMOUS_USER), config.get(Settings.ANONYMOUS_PASSWORD));
    }

    /** What was configured, under Kafka's names; anything else stays at Kafka's default. */
    private Map<String, String> topicDefaults() {
        Map<String, String> defaults = new HashMap<>(config.written());
        if (defaults.containsKey("log.retention.ms")) {
            defaults.put("log.retention.ms", Long.toString(config.get(Settings.RETENTION_MS)));
        }
        defaults.put("log.dirs", config.get(Settings.DATA).toAbsolutePath().normalize().toString());
        defaults.put("group.initial.rebalance.delay.ms", Integer.toString(config.get(Settings.REBALANCE_DELAY_MS)));
        return defaults;
    }

    private Durability durability() {
        return switch (config.get(Settings.DURABILITY)) {
            case OS -> Durability.OS;
            case FSYNC -> Durability.FSYNC;
        };
    }

    private VhostContext context(String vhost) {
        Shard shard = vhosts.home(vhost);
        return new VhostContext(shard, store,
                // Consumed segments go at once: kept a while, a busy queue would have gigabytes written for nobody.
                LogConfig.DEFAULT.withSegmentBytes(QUEUE_SEGMENT_BYTES).withDurability(durability())
                        .withFileDeleteDelayMs(0),
                new TopicStreams(vhost, shard, kafka.topics(), KafkaDecompressor::new, kafka.shares()),
                budgets.get(shard), random, config.get(Settings.CONSUMER_TIMEOUT_MS));
    }

    ClusterCatalog catalog() {
        return catalog;
    }

    Logins logins() {
        return logins;
    }

    KafkaFace kafka() {
        return kafka;
    }

    AmqpFace amqp() {
        return amqp;
    }

    StreamFace stream() {
        return stream;
    }

    Vhosts vhosts() {
        return vhosts;
    }

    /** Closes every log in order, the catalogs on the first shard last. */
    @Override
    public void close() {
        kafka.stop();
        List<CompletableFuture<?>> closing = new ArrayList<>();
        for (Shard shard : shards) {
            closing.add(Shards.ask(shard, () -> {
                vhosts.close(shard);
                if (shard != shards.getFirst()) {
                    kafka.close(shard);
                }
                return shard;
            }).toCompletableFuture());
        }
        CompletableFuture.allOf(closing.toArray(CompletableFuture[]::new)).join();
        Shards.ask(shards.getFirst(), () -> {
            kafka.close(shards.getFirst());
            catalog.close();
            return catalog;
        }).toCompletableFuture().join();
        loginWorker.close();
        background.shutdown();
    }
}
