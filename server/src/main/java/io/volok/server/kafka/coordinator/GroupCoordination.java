package io.volok.server.kafka.coordinator;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.coordinator.group.GroupConfigManager;
import org.apache.kafka.coordinator.group.GroupCoordinator;
import org.apache.kafka.coordinator.group.GroupCoordinatorService;
import org.apache.kafka.coordinator.group.metrics.GroupCoordinatorMetrics;
import org.apache.kafka.coordinator.group.metrics.GroupCoordinatorRuntimeMetrics;
import org.apache.kafka.server.metrics.KafkaYammerMetrics;
import org.apache.kafka.server.share.persister.Persister;
import org.apache.kafka.server.util.timer.SystemTimer;
import org.apache.kafka.server.util.timer.SystemTimerReaper;
import org.apache.kafka.storage.internals.log.LogConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The group coordinator of this node: starts the library over the topic {@code __consumer_offsets} and stops it.
 *
 * <p>Starting happens on a thread of its own, since loading the library's classes takes longer than a broker may take
 * to open its listeners. Until it is done {@link #coordinator()} is empty and handlers answer
 * {@code COORDINATOR_LOAD_IN_PROGRESS}; a partition whose log is still being replayed answers so by itself.
 *
 * <p>Any thread may call.
 */
public final class GroupCoordination implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(GroupCoordination.class);
    private static final long STOP_TIMEOUT_MS = 5_000;

    /**
     * What the coordinator leans on.
     *
     * @param nodeId this broker's node id
     * @param offsetsTopic finds or creates {@code __consumer_offsets}; called once, off every shard
     * @param topics the catalog of topics as it is now; any thread
     * @param transactions the transaction coordinator's side of offset commits
     * @param shareState keeps what share groups have consumed
     * @param endOffsets where a partition ends, for the lag of share groups; fails with a Kafka exception
     */
    public record Surroundings(
            int nodeId,
            Supplier<InternalTopic> offsetsTopic,
            Supplier<Collection<TopicView>> topics,
            OffsetTransactions transactions,
            Persister shareState,
            Function<TopicPartition, CompletableFuture<Long>> endOffsets) {
    }

    private final GroupSettings settings;
    private final Surroundings surroundings;
    private final MetadataFeed metadata;
    private final GroupConfigManager groupConfigs;
    private final Metrics metrics = new Metrics();
    private final ExecutorService control = Executors.newSingleThreadExecutor(
            task -> Thread.ofPlatform().daemon().name("volok-group-control").unstarted(task));
    private final CompletableFuture<GroupCoordinator> started = new CompletableFuture<>();
    private final AtomicBoolean asked = new AtomicBoolean();
    private volatile GroupCoordinatorService service;

    public GroupCoordination(GroupSettings settings, Surroundings surroundings) {
        this.settings = settings;
        this.surroundings = surroundings;
        this.metadata = new MetadataFeed(surroundings.nodeId());
        this.groupConfigs = new GroupConfigManager(settings.coordinator(), settings.share());
    }

    /** Begins to start, unless that was done before; returns at once. */
    public void start() {
        if (!asked.compareAndSet(false, true)) {
            return;
        }
        control.execute(() -> {
            try {
                started.complete(startNow());
            } catch (RuntimeException e) {
                LOG.error("The group coordinator cannot start", e);
                started.completeExceptionally(e);
            }
        });
    }

    /** The coordinator, or nothing while it is starting. */
    public Optional<GroupCoordinator> coordinator() {
        return Optional.ofNullable(service);
    }

    /**
     * Completed when the coordinator takes requests; its partitions may still be loading. Asking for it starts the
     * coordinator: a broker that nobody uses with groups never pays for one.
     */
    public CompletableFuture<GroupCoordinator> started() {
        start();
        return started;
    }

    /** The coordinator's settings. */
    public GroupSettings settings() {
        return settings;
    }

    /** Configuration of single groups, as IncrementalAlterConfigs sets it. */
    public GroupConfigManager groupConfigs() {
        return groupConfigs;
    }

    /** The library's metrics, under Kafka's names. */
    public Metrics metrics() {
        return metrics;
    }

    /** Says that topics came, grew or went. Returns at once. */
    public void topicsChanged() {
        control.execute(() -> {
            if (service != null) {
                metadata.update(surroundings.topics().get(), service::onMetadataUpdate);
            }
        });
    }

    /**
     * Sets the configuration of one group, replacing what was set.
     *
     * @throws ConfigException if a name is unknown or a value out of range
     */
    public void configureGroup(String groupId, Map<String, String> config) {
        Properties properties = new Properties();
        properties.putAll(config);
        groupConfigs.updateGroupConfig(groupId, properties);
    }

    /** Stops the coordinator: requests that wait are answered with an error, nothing is written any more. */
    @Override
    public void close() {
        control.execute(() -> {
            if (service != null) {
                service.shutdown();
            }
            groupConfigs.close();
            metrics.close();
        });
        control.shutdown();
        try {
            if (!control.awaitTermination(STOP_TIMEOUT_MS, TimeUnit.MILLISECONDS)) {
                LOG.warn("The group coordinator did not stop within {} ms", STOP_TIMEOUT_MS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private GroupCoordinator startNow() {
        long beginNs = System.nanoTime();
        InternalTopic topic = surroundings.offsetsTopic().get();
        Epochs epochs = new Epochs(topic.partitionCount());
        LogConfig logConfig = new LogConfig(Map.of());
        OffsetsWriter writer = new OffsetsWriter(topic, surroundings.transactions(), logConfig,
                (partition, cause) -> control.execute(() -> restart(epochs, partition, cause)));
        OffsetsLoader loader = new OffsetsLoader(topic, writer, settings.coordinator().offsetsLoadBufferSize());
        GroupCoordinatorService built = new GroupCoordinatorService.Builder(
                surroundings.nodeId(), settings.coordinator())
                .withTime(Time.SYSTEM)
                .withTimer(new SystemTimerReaper("volok-group-timer", new SystemTimer("volok-group")))
                .withLoader(loader)
                .withWriter(writer)
                .withCoordinatorRuntimeMetrics(new GroupCoordinatorRuntimeMetrics(metrics))
                .withGroupCoordinatorMetrics(
                        new GroupCoordinatorMetrics(KafkaYammerMetrics.defaultRegistry(), metrics))
                .withGroupConfigManager(groupConfigs)
                .withPersister(surroundings.shareState())
                .withAuthorizerPlugin(Optional.empty())
                .withPartitionMetadataClient(new EndOffsets(surroundings.endOffsets()))
                .build();
        built.startup(topic::partitionCount);
        metadata.update(surroundings.topics().get(), built::onMetadataUpdate);
        for (int i = 0; i < topic.partitionCount(); i++) {
            built.onElection(i, epochs.next(i));
        }
        service = built;
        LOG.info("Group coordinator started in {} ms", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - beginNs));
        return built;
    }

    /**
     * Loads a partition again after its log refused an append: what was not acknowledged is forgotten. The library
     * ignores a resignation whose epoch it has seen, so each step takes a new one.
     */
    private void restart(Epochs epochs, int partition, Throwable cause) {
        LOG.error("Loading group partition {} again: its log refused an append", partition, cause);
        service.onResignation(partition, OptionalInt.of(epochs.next(partition)));
        service.onElection(partition, epochs.next(partition));
    }

    /** Coordinator epochs, one counter per partition; only on the control thread. */
    private static final class Epochs {
        private final int[] last;

        Epochs(int partitions) {
            this.last = new int[partitions];
        }

        int next(int partition) {
            return ++last[partition];
        }
    }
}
