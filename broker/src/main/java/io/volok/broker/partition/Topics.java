package io.volok.broker.partition;

import io.volok.broker.shard.Shard;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * The catalog of topics.
 *
 * <p>{@link #image()} may be read by anybody. A change may be asked for on any shard; it is made on shard 0, and its
 * reply runs there (in the call, if the caller is on shard 0 already).
 */
public final class Topics {

    private final List<Shard> shards;
    private final Map<String, String> staticConfigs;
    private volatile TopicsImage image = TopicsImage.EMPTY;

    /**
     * Makes an empty catalog.
     *
     * @param staticConfigs the broker's settings as it was started, under Kafka's names
     */
    public Topics(List<Shard> shards, Map<String, String> staticConfigs) {
        this.shards = List.copyOf(shards);
        this.staticConfigs = Map.copyOf(staticConfigs);
    }

    /** All topics as they are now. */
    public TopicsImage image() {
        return image;
    }

    /** The broker's settings as it was started. */
    public Map<String, String> staticConfigs() {
        return staticConfigs;
    }

    /** Creates a topic. */
    public void create(String name, int partitionCount, Map<String, String> overrides, Consumer<TopicOutcome> reply) {
        onCatalogShard(() -> {
            String fault = Topic.nameFault(name);
            if (fault != null) {
                reply.accept(refused(TopicOutcome.Reason.INVALID_NAME, "Topic name is invalid: " + fault));
            } else if (image.byName(name) != null) {
                reply.accept(refused(TopicOutcome.Reason.TOPIC_EXISTS, "Topic '" + name + "' already exists."));
            } else if (partitionCount <= 0) {
                reply.accept(refused(TopicOutcome.Reason.INVALID_PARTITION_COUNT,
                        "Number of partitions must be larger than 0."));
            } else {
                Topic topic = topic(UUID.randomUUID(), name, overrides, partitionCount, List.of());
                image = image.with(topic);
                reply.accept(new TopicOutcome.Done(topic));
            }
        });
    }

    /** Deletes a topic with everything in it. */
    public void delete(UUID id, Consumer<TopicOutcome> reply) {
        change(id, reply, topic -> {
            image = image.without(topic);
            return topic;
        });
    }

    /** Adds partitions until there are {@code partitionCount}. */
    public void addPartitions(UUID id, int partitionCount, Consumer<TopicOutcome> reply) {
        change(id, reply, topic -> {
            if (partitionCount <= topic.partitionCount()) {
                return null;
            }
            Topic wider = topic(id, topic.name(), topic.overrides(), partitionCount, topic.partitions());
            image = image.with(wider);
            return wider;
        });
    }

    /** Replaces a topic's own settings. */
    public void configure(UUID id, Map<String, String> overrides, Consumer<TopicOutcome> reply) {
        change(id, reply, topic -> {
            Topic changed = topic(id, topic.name(), overrides, topic.partitionCount(), topic.partitions());
            image = image.with(changed);
            return changed;
        });
    }

    private interface Change {
        Topic apply(Topic topic);
    }

    private void change(UUID id, Consumer<TopicOutcome> reply, Change change) {
        onCatalogShard(() -> {
            Topic topic = image.byId(id);
            if (topic == null) {
                reply.accept(refused(TopicOutcome.Reason.UNKNOWN_TOPIC, "This server does not host this topic ID."));
                return;
            }
            Topic changed = change.apply(topic);
            reply.accept(changed == null
                    ? refused(TopicOutcome.Reason.INVALID_PARTITION_COUNT, "Topic already has "
                            + topic.partitionCount() + " partition(s).")
                    : new TopicOutcome.Done(changed));
        });
    }

    private Topic topic(UUID id, String name, Map<String, String> overrides, int count, List<Partition> existing) {
        Map<String, String> broker = new HashMap<>(staticConfigs);
        broker.putAll(image.brokerConfigs());
        List<Partition> partitions = new ArrayList<>(existing);
        for (int index = existing.size(); index < count; index++) {
            partitions.add(new Partition(new PartitionId(name, id, index), home(id, index)));
        }
        return new Topic(id, name, overrides, TopicConfig.of(overrides, broker), partitions);
    }

    private Shard home(UUID id, int index) {
        return shards.get(Math.floorMod(id.hashCode() * 31 + index, shards.size()));
    }

    private void onCatalogShard(Runnable task) {
        Shard catalogShard = shards.getFirst();
        if (catalogShard.isCurrent()) {
            task.run();
        } else {
            catalogShard.execute(task);
        }
    }

    private static TopicOutcome refused(TopicOutcome.Reason reason, String text) {
        return new TopicOutcome.Refused(reason, text);
    }
}
