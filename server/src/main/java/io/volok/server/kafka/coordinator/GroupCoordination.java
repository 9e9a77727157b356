package io.volok.server.kafka.coordinator;

import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.internals.Plugin;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.coordinator.group.GroupConfigManager;
import org.apache.kafka.coordinator.group.GroupCoordinator;
import org.apache.kafka.coordinator.group.GroupCoordinatorService;
import org.apache.kafka.coordinator.group.metrics.GroupCoordinatorMetrics;
import org.apache.kafka.coordinator.group.metrics.GroupCoordinatorRuntimeMetrics;
import org.apache.kafka.server.authorizer.Authorizer;
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
 * to open its listeners. Requests that come before wait for {@link #started()}; a partition whose log is still being
 * replayed after that answers {@code COORDINATOR_LOAD_IN_PROGRESS} by itself.
 *
 * <p>Any thread may call.
 */
public final class GroupCoordination implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(GroupCoordination.class);
    private static final long STOP_TIMEOUT_MS = 5_000;
    /** How long requests are held back for logs that are being replayed; clients are slow to come again. */
    private static final long LOAD_PATIENCE_MS = 3_000;

    /**
     * What the coordinator leans on.
     *
     * @param nodeId this broker's node id
     * @param settings the broker's settings under Kafka's names; read once, off every shard
     * @param offsetsTopic finds or creates {@code __consumer_offsets}; called once, off every shard
     * @param catalog topics and settings of groups as they are now; any thread
     * @param transactions the transaction coordinator's side of offset commits
     * @param shareState keeps what share groups have consumed
     * @param endOffsets where a partition ends, for the lag of share groups; fails with a Kafka exception
     */
    public record Surroundings(
            int nodeId,
            Supplier<Map<String, String>> settings,
            Function<GroupSettings, InternalTopic> offsetsTopic,
            Catalog catalog,
            OffsetTransactions transactions,
            Persister shareState,
            Function<TopicPartition, CompletableFuture<Long>> endOffsets) {
    }

    /** What the coordinator follows while it runs. */
    public interface Catalog {

        /** All topics. */
        Collection<TopicView> topics();

        /** The settings of groups that have some of their own, by group. */
        Map<String, Map<String, String>> groupConfigs();
    }

    private final Surroundings surroundings;
    private final Optional<Authorizer> authorizer;
    private final MetadataFeed metadata;
    private final ExecutorService control = Executors.newSingleThreadExecutor(
            task -> Thread.ofPlatform().daemon().name("volok-group-control").unstarted(task));
    private final CompletableFuture<GroupCoordinator> started = new CompletableFuture<>();
    private final AtomicBoolean asked = new AtomicBoolean();
    /** What stands once the library has been started. */
    private volatile Running running;

    /**
     * Makes a coordinator that is not started.
     *
     * @param authorizer is asked which of the topics that a regular expression finds a member may know of; all, if there is
     *     none
     */
    public GroupCoordination(Surroundings surroundings, Optional<Authorizer> authorizer) {
        this.surroundings = surroundings;
        this.authorizer = authorizer;
        this.metadata = new MetadataFeed(surroundings.nodeId());
    }

    /** Begins to start, unless that was done before; returns at once. */
    public void start() {
        if (!asked.compareAndSet(false, true)) {
            return;
        }
        control.execute(() -> {
            try {
                startNow();
            } catch (RuntimeException e) {
                LOG.error("The group coordinator cannot start", e);
                started.completeExceptionally(e);
            }
        });
    }

    /** The coordinator, or nothing while it is starting. */
    public Optional<GroupCoordinator> coordinator() {
        return started.isDone() && !started.isCompletedExceptionally()
                ? Optional.of(running.service()) : Optional.empty();
    }

    /**
     * Completed when the coordinator takes requests: its partitions are loaded, or take so long that clients had better
     * come again. Asking for it starts the coordinator: a broker that nobody uses with groups never pays for one.
     */
    public CompletableFuture<GroupCoordinator> started() {
        start();
        return started;
    }

    /** The settings that the coordinator was started with. Only once it has {@link #started()}. */
    public GroupSettings settings() {
        return running.settings();
    }

    /** Says that topics, or settings of groups, came, changed or went. Returns at once; any thread. */
    public void catalogChanged() {
        control.execute(() -> {
            if (running != null) {
                follow(running);
            }
        });
    }

    /** Stops the coordinator: requests that wait are answered with an error, nothing is written any more. */
    @Override
    public void close() {
        control.execute(() -> {
            if (running != null) {
                running.service().shutdown();
                running.groupConfigs().close();
                running.metrics().close();
            }
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

    private void startNow() {
        long beginNs = System.nanoTime();
        GroupSettings settings = GroupSettings.following(surroundings.settings());
        InternalTopic topic = surroundings.offsetsTopic().apply(settings);
        Epochs epochs = new Epochs(topic.partitionCount());
        Metrics metrics = new Metrics();
        GroupConfigManager groupConfigs = new GroupConfigManager(settings.coordinator(), settings.share());
        OffsetsWriter writer = new OffsetsWriter(topic, surroundings.transactions(), new LogConfig(Map.of()),
                (partition, cause) -> control.execute(() -> restart(epochs, partition, cause)));
        GroupCoordinatorService service = build(settings, topic, writer, groupConfigs, metrics);
        running = new Running(service, settings, groupConfigs, metrics);
        service.startup(topic::partitionCount);
        follow(running);
        for (int i = 0; i < topic.partitionCount(); i++) {
            service.onElection(i, epochs.next(i));
        }
        writer.loaded().completeOnTimeout(null, LOAD_PATIENCE_MS, TimeUnit.MILLISECONDS).thenRunAsync(() -> {
            LOG.info("Group coordinator ready in {} ms",
                    TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - beginNs));
            started.complete(service);
        }, control);
    }

    private GroupCoordinatorService build(GroupSettings settings, InternalTopic topic, OffsetsWriter writer,
            GroupConfigManager groupConfigs, Metrics metrics) {
        return new GroupCoordinatorService.Builder(surroundings.nodeId(), settings.coordinator())
                .withTime(Time.SYSTEM)
                .withTimer(new SystemTimerReaper("volok-group-timer", new SystemTimer("volok-group")))
                .withLoader(new OffsetsLoader(topic, writer, settings.coordinator().offsetsLoadBufferSize()))
                .withWriter(writer)
                .withCoordinatorRuntimeMetrics(new GroupCoordinatorRuntimeMetrics(metrics))
                .withGroupCoordinatorMetrics(
                        new GroupCoordinatorMetrics(KafkaYammerMetrics.defaultRegistry(), metrics))
                .withGroupConfigManager(groupConfigs)
                .withPersister(surroundings.shareState())
                .withAuthorizerPlugin(authorizer.map(each -> Plugin.wrapInstance(each, null, "authorizer.class.name")))
                .withPartitionMetadataClient(new EndOffsets(surroundings.endOffsets()))
                .build();
    }

    private void follow(Running now) {
        metadata.update(surroundings.catalog().topics(), now.service()::onMetadataUpdate);
        Map<String, Map<String, String>> configs = surroundings.catalog().groupConfigs();
        Set<String> changed = new HashSet<>(configs.keySet());
        changed.addAll(now.groupConfigs().groupIds());
        for (String groupId : changed) {
            Properties properties = new Properties();
            properties.putAll(configs.getOrDefault(groupId, Map.of()));
            now.groupConfigs().updateGroupConfig(groupId, properties);
        }
    }

    /**
     * Loads a partition again after its log refused an append: what was not acknowledged is forgotten. The library
     * ignores a resignation whose epoch it has seen, so each step takes a new one.
     */
    private void restart(Epochs epochs, int partition, Throwable cause) {
        LOG.error("Loading group partition {} again: its log refused an append", partition, cause);
        GroupCoordinatorService service = running.service();
        service.onResignation(partition, OptionalInt.of(epochs.next(partition)));
        service.onElection(partition, epochs.next(partition));
    }

    private record Running(GroupCoordinatorService service, GroupSettings settings, GroupConfigManager groupConfigs,
            Metrics metrics) {
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
