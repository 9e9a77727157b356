package io.volok.broker.partition;

import io.volok.broker.partition.TopicOutcome.Reason;
import io.volok.broker.shard.Shard;
import io.volok.codec.record.Decompressor;
import io.volok.log.Durability;
import io.volok.log.Log;
import io.volok.log.LogConfig;
import io.volok.log.store.DiskFull;
import io.volok.log.store.LogFailed;
import io.volok.log.store.LogId;
import io.volok.log.store.SegmentStore;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * The catalog of topics.
 *
 * <p>{@link #image()} may be read by anybody. A change may be asked for on any shard; it is made on shard 0, and its
 * reply runs there (in the call, if the caller is on shard 0 already).
 *
 * <p>A change is a fact: it is appended to the catalog's log, applied by the code that recovery uses too, and answered
 * when the log says that it is durable.
 */
public final class Topics {

    private static final LogId JOURNAL = new LogId("internal", "topics");
    private static final int JOURNAL_SEGMENT_BYTES = 64 << 20;

    /**
     * What the catalog stands on.
     *
     * @param shards        partitions are spread over all of them; the first owns the catalog
     * @param decompressors makes one for each shard
     * @param staticConfigs the broker's settings as it was started, under Kafka's names
     */
    public record Ground(List<Shard> shards, SegmentStore store, Durability durability,
                         Supplier<Decompressor> decompressors, Map<String, String> staticConfigs) {

        public Ground {
            shards = List.copyOf(shards);
            staticConfigs = Map.copyOf(staticConfigs);
        }
    }

    private final Ground ground;
    private final List<PartitionContext> contexts = new ArrayList<>();
    private final TopicJournal journal;
    private final TopicDeletions deletions = new TopicDeletions();
    private final List<Runnable> listeners = new ArrayList<>();
    private final TopicsImage.Draft draft;
    private volatile TopicsImage image;

    private Topics(Ground ground) {
        this.ground = ground;
        this.draft = new TopicsImage.Draft(ground.staticConfigs());
        this.image = draft.image();
        for (Shard shard : ground.shards()) {
            contexts.add(new PartitionContext(shard, ground.store(), ground.durability(),
                    ground.decompressors().get()));
        }
        LogConfig config = LogConfig.DEFAULT.withSegmentBytes(JOURNAL_SEGMENT_BYTES)
                .withDurability(ground.durability());
        journal = new TopicJournal(Log.open(ground.store(), JOURNAL, config, catalogShard()::execute));
    }

    /** Recovers the catalog. Called on shard 0, or before the shards run. */
    public static Topics open(Ground ground) {
        Topics topics = new Topics(ground);
        topics.journal.replay(topics::apply);
        topics.image = topics.draft.image();
        topics.deleteOrphans();
        return topics;
    }

    /** All topics as they are now. */
    public TopicsImage image() {
        return image;
    }

    /** The broker's settings as it was started. */
    public Map<String, String> staticConfigs() {
        return ground.staticConfigs();
    }

    /** The shards over which partitions are spread. */
    public List<Shard> shards() {
        return ground.shards();
    }

    /** Has a task run on shard 0 after every change of the image. Called before the shards run. */
    public void onChange(Runnable listener) {
        listeners.add(listener);
    }

    /** Creates a topic. */
    public void create(String name, int partitionCount, Map<String, String> overrides, Consumer<TopicOutcome> reply) {
        onCatalogShard(() -> createNow(name, partitionCount, overrides, reply));
    }

    private void createNow(String name, int partitionCount, Map<String, String> overrides,
                           Consumer<TopicOutcome> reply) {
        String fault = Topic.nameFault(name);
        if (fault != null) {
            refuse(reply, Reason.INVALID_NAME, "Topic name is invalid: " + fault);
        } else if (image.byName(name) != null) {
            refuse(reply, Reason.TOPIC_EXISTS, "Topic '" + name + "' already exists.");
        } else if (partitionCount <= 0) {
            refuse(reply, Reason.INVALID_PARTITION_COUNT, "Number of partitions must be larger than 0.");
        } else if (deletions.isUnderWay(name)) {
            deletions.after(name, () -> createNow(name, partitionCount, overrides, reply));
        } else {
            UUID id = UUID.randomUUID();
            change(new TopicFact.Created(id, name, partitionCount, overrides), id, reply);
        }
    }

    /** Deletes a topic with everything in it. */
    public void delete(UUID id, Consumer<TopicOutcome> reply) {
        onTopic(id, reply, topic -> {
            if (kept(new TopicFact.Deleted(id), reply)) {
                journal.whenDurable(() -> reply.accept(new TopicOutcome.Done(topic)));
                deletions.start(topic, catalogShard());
            }
        });
    }

    /** Adds partitions until there are {@code partitionCount}. */
    public void addPartitions(UUID id, int partitionCount, Consumer<TopicOutcome> reply) {
        onTopic(id, reply, topic -> {
            if (partitionCount <= topic.partitionCount()) {
                refuse(reply, Reason.INVALID_PARTITION_COUNT,
                        "Topic already has " + topic.partitionCount() + " partition(s).");
            } else {
                change(new TopicFact.Widened(id, partitionCount), id, reply);
            }
        });
    }

    /** Replaces a topic's own settings. */
    public void configure(UUID id, Map<String, String> overrides, Consumer<TopicOutcome> reply) {
        onTopic(id, reply, topic -> change(new TopicFact.Configured(id, overrides), id, reply));
    }

    /** Replaces what something other than a topic was given as settings; {@code done} runs when they are kept. */
    public void configure(ConfiguredThing thing, Map<String, String> configs, Runnable done) {
        onCatalogShard(() -> {
            append(new TopicFact.ThingConfigured(thing, configs));
            journal.whenDurable(done);
        });
    }

    /**
     * Does something with all partitions of one shard whose topics are chosen, a few at a time. Called there.
     *
     * @param trouble told of partitions whose logs are broken
     */
    public void visit(Shard shard, Predicate<Topic> chosen, Consumer<Partition> task,
                      BiConsumer<PartitionId, LogFailed> trouble) {
        new PartitionRound(shard, image.topics().stream()
                .filter(chosen)
                .flatMap(topic -> topic.partitions().stream())
                .filter(partition -> partition.shard() == shard)
                .iterator(), task, trouble).run();
    }

    /** Closes one shard's logs. Called there. The first shard's comes last, since it closes the catalog too. */
    public void close(Shard shard) {
        for (Topic topic : image.topics()) {
            for (Partition partition : topic.partitions()) {
                if (partition.shard() == shard) {
                    partition.close();
                }
            }
        }
        if (shard == catalogShard()) {
            journal.close();
        }
    }

    private void onTopic(UUID id, Consumer<TopicOutcome> reply, Consumer<Topic> then) {
        onCatalogShard(() -> {
            Topic topic = image.byId(id);
            if (topic == null) {
                refuse(reply, Reason.UNKNOWN_TOPIC, "This server does not host this topic ID.");
            } else {
                then.accept(topic);
            }
        });
    }

    private void change(TopicFact fact, UUID id, Consumer<TopicOutcome> reply) {
        if (kept(fact, reply)) {
            Topic changed = image.byId(id);
            journal.whenDurable(() -> reply.accept(new TopicOutcome.Done(changed)));
        }
    }

    /** Appends a fact; if there is no room for it nothing has happened, and the reply says so. */
    private boolean kept(TopicFact fact, Consumer<TopicOutcome> reply) {
        try {
            append(fact);
            return true;
        } catch (DiskFull full) {
            refuse(reply, Reason.DISK_FULL, full.getMessage());
            return false;
        }
    }

    private void append(TopicFact fact) {
        journal.append(fact, catalogShard().nowMs());
        apply(fact);
        image = draft.image();
        journal.shortenWith(this::facts, catalogShard().nowMs());
        listeners.forEach(Runnable::run);
    }

    private void apply(TopicFact fact) {
        switch (fact) {
            case TopicFact.Created created -> put(created.id(), created.name(), created.overrides(),
                    created.partitions());
            case TopicFact.Deleted deleted -> draft.remove(draft.byId(deleted.id()));
            case TopicFact.Widened widened -> {
                Topic topic = draft.byId(widened.id());
                put(topic.id(), topic.name(), topic.overrides(), widened.partitions());
            }
            case TopicFact.Configured configured -> {
                Topic topic = draft.byId(configured.id());
                put(topic.id(), topic.name(), configured.overrides(), topic.partitionCount());
            }
            case TopicFact.ThingConfigured configured -> {
                draft.configure(configured.thing(), configured.configs());
                if (configured.thing().kind() == ConfiguredThing.Kind.BROKER) {
                    configureTopics();
                }
            }
        }
    }

    private void configureTopics() {
        for (Topic topic : List.copyOf(draft.topics())) {
            put(topic.id(), topic.name(), topic.overrides(), topic.partitionCount());
        }
    }

    /** Everything that is true, as facts. */
    private List<TopicFact> facts() {
        List<TopicFact> facts = new ArrayList<>();
        draft.configs().forEach((thing, configs) -> facts.add(new TopicFact.ThingConfigured(thing, configs)));
        for (Topic topic : draft.topics()) {
            facts.add(new TopicFact.Created(topic.id(), topic.name(), topic.partitionCount(), topic.overrides()));
        }
        return facts;
    }

    private void put(UUID id, String name, Map<String, String> overrides, int count) {
        TopicConfig config = TopicConfig.of(overrides, draft.brokerConfigs());
        Topic existing = draft.byId(id);
        List<Partition> partitions = existing == null ? new ArrayList<>() : new ArrayList<>(existing.partitions());
        for (Partition partition : partitions) {
            partition.shard().execute(() -> partition.configure(config));
        }
        for (int index = partitions.size(); index < count; index++) {
            partitions.add(new Partition(new PartitionId(name, id, index), home(name, index), config));
        }
        draft.put(new Topic(id, name, overrides, config, partitions));
    }

    /** Logs of topics whose deletion was known but not finished when the broker ended. */
    private void deleteOrphans() {
        Set<LogId> wanted = new HashSet<>();
        for (Topic topic : image.topics()) {
            topic.partitions().forEach(partition -> wanted.add(PartitionLog.logId(partition.id())));
        }
        for (LogId id : ground.store().logs(PartitionLog.KIND)) {
            if (!wanted.contains(id)) {
                Log.open(ground.store(), id, LogConfig.DEFAULT, catalogShard()::execute).delete();
            }
        }
    }

    /** By name and not by id, so that a topic that is made anew meets the files of its namesake on one shard only. */
    private PartitionContext home(String name, int index) {
        return contexts.get(Math.floorMod(name.hashCode() * 31 + index, contexts.size()));
    }

    private Shard catalogShard() {
        return ground.shards().getFirst();
    }

    private void onCatalogShard(Runnable task) {
        if (catalogShard().isCurrent()) {
            task.run();
        } else {
            catalogShard().execute(task);
        }
    }

    private static void refuse(Consumer<TopicOutcome> reply, Reason reason, String text) {
        reply.accept(new TopicOutcome.Refused(reason, text));
    }
}
