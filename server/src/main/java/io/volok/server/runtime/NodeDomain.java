package io.volok.server.runtime;

import io.volok.broker.catalog.ClusterCatalog;
import io.volok.broker.partition.Topics;
import io.volok.broker.queue.MemoryBudget;
import io.volok.broker.shard.Shard;
import io.volok.broker.stream.TopicStreams;
import io.volok.broker.vhost.VhostContext;
import io.volok.codec.record.Decompressor;
import io.volok.log.Durability;
import io.volok.log.Log;
import io.volok.log.LogConfig;
import io.volok.log.store.LogId;
import io.volok.log.store.SegmentStore;
import io.volok.server.admin.Shards;
import io.volok.server.config.ServerConfig;
import io.volok.server.config.Settings;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Everything that lives on the shards: the catalog, the topics and the virtual hosts.
 *
 * <p>Opened and closed by the node's own thread, which may wait for shards, as they never wait for it.
 */
final class NodeDomain implements AutoCloseable {

    private static final LogId CATALOG = new LogId("internal", "catalog");
    /** A queue's space is given back segment by segment, so its segments are small. */
    private static final int QUEUE_SEGMENT_BYTES = 16 << 20;
    /** Part of the heap that ready messages may take before they are read from their logs instead. */
    private static final int HEAP_PART = 4;

    private final ServerConfig config;
    private final List<? extends Shard> shards;
    private final SegmentStore store;
    private final Supplier<Decompressor> decompressors;
    private final Map<Shard, MemoryBudget> budgets = new ConcurrentHashMap<>();
    private final SecureRandom random = new SecureRandom();
    private final Vhosts vhosts;
    private ClusterCatalog catalog;
    private Topics topics;

    private NodeDomain(ServerConfig config, List<? extends Shard> shards, SegmentStore store,
            Supplier<Decompressor> decompressors, Runnable beforeVhostDelete) {
        this.config = config;
        this.shards = shards;
        this.store = store;
        this.decompressors = decompressors;
        this.vhosts = new Vhosts(shards, this::context, beforeVhostDelete);
        long budget = Runtime.getRuntime().maxMemory() / HEAP_PART / shards.size();
        shards.forEach(shard -> budgets.put(shard, new MemoryBudget(budget)));
    }

    /**
     * Recovers everything from the store.
     *
     * @param decompressors makes one for each place that reads what Kafka producers have compressed
     * @param beforeVhostDelete sends away who uses a virtual host that is no longer in the catalog
     */
    static NodeDomain open(ServerConfig config, List<? extends Shard> shards, SegmentStore store,
            Supplier<Decompressor> decompressors, Runnable beforeVhostDelete) {
        NodeDomain domain = new NodeDomain(config, shards, store, decompressors, beforeVhostDelete);
        Shards.ask(shards.getFirst(), () -> {
            domain.openCatalogs();
            return domain;
        }).toCompletableFuture().join();
        domain.vhosts.openAll(domain.catalog.image()).join();
        return domain;
    }

    private void openCatalogs() {
        Shard first = shards.getFirst();
        Log log = Log.open(store, CATALOG, LogConfig.DEFAULT.withDurability(durability()), first::execute);
        catalog = ClusterCatalog.open(first, log);
        catalog.seed(config.get(Settings.DEFAULT_VHOST), config.get(Settings.DEFAULT_USER),
                config.get(Settings.DEFAULT_PASS), random);
        catalog.listen(vhosts);
        topics = Topics.open(new Topics.Ground(List.copyOf(shards), store, durability(), decompressors,
                topicDefaults()));
    }

    /** What was configured, under Kafka's names; anything else stays at Kafka's default. */
    private Map<String, String> topicDefaults() {
        Map<String, String> defaults = new HashMap<>(config.written());
        defaults.put("log.retention.ms", Long.toString(config.get(Settings.RETENTION_MS)));
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
                LogConfig.DEFAULT.withSegmentBytes(QUEUE_SEGMENT_BYTES).withDurability(durability()),
                new TopicStreams(vhost, shard, topics, decompressors), budgets.get(shard), random);
    }

    ClusterCatalog catalog() {
        return catalog;
    }

    Topics topics() {
        return topics;
    }

    Vhosts vhosts() {
        return vhosts;
    }

    /** Closes every log in order, the catalogs on the first shard last. */
    @Override
    public void close() {
        List<CompletableFuture<?>> closing = new ArrayList<>();
        for (Shard shard : shards) {
            closing.add(Shards.ask(shard, () -> {
                vhosts.close(shard);
                if (shard != shards.getFirst()) {
                    topics.close(shard);
                }
                return shard;
            }).toCompletableFuture());
        }
        CompletableFuture.allOf(closing.toArray(CompletableFuture[]::new)).join();
        Shards.ask(shards.getFirst(), () -> {
            topics.close(shards.getFirst());
            catalog.close();
            return catalog;
        }).toCompletableFuture().join();
    }
}
