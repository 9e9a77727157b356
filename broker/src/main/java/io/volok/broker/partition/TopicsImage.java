package io.volok.broker.partition;

import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/** All topics at one moment; immutable. Any thread may read it, and what it reads fits together. */
public final class TopicsImage {

    static final TopicsImage EMPTY = new TopicsImage(0, new TreeMap<>(), new HashMap<>(), Map.of());

    private final long version;
    private final TreeMap<String, Topic> byName;
    private final Map<UUID, Topic> byId;
    private final Map<String, String> brokerConfigs;

    private TopicsImage(long version, TreeMap<String, Topic> byName, Map<UUID, Topic> byId,
                        Map<String, String> brokerConfigs) {
        this.version = version;
        this.byName = byName;
        this.byId = byId;
        this.brokerConfigs = brokerConfigs;
    }

    /** Grows with every change: what was derived from an image with the same version is still right. */
    public long version() {
        return version;
    }

    /** The topic, or null. */
    public Topic byName(String name) {
        return byName.get(name);
    }

    /** The topic, or null. */
    public Topic byId(UUID id) {
        return byId.get(id);
    }

    /** All topics in order of their names. */
    public Collection<Topic> topics() {
        return Collections.unmodifiableCollection(byName.values());
    }

    /** The topics whose names come after or at {@code from}, in order. */
    public Collection<Topic> topicsFrom(String from) {
        return Collections.unmodifiableCollection(byName.tailMap(from, true).values());
    }

    /** Broker settings that were changed while the broker ran, under Kafka's names. */
    public Map<String, String> brokerConfigs() {
        return brokerConfigs;
    }

    TopicsImage with(Topic topic) {
        TreeMap<String, Topic> names = new TreeMap<>(byName);
        Map<UUID, Topic> ids = new HashMap<>(byId);
        names.put(topic.name(), topic);
        ids.put(topic.id(), topic);
        return new TopicsImage(version + 1, names, ids, brokerConfigs);
    }

    TopicsImage without(Topic topic) {
        TreeMap<String, Topic> names = new TreeMap<>(byName);
        Map<UUID, Topic> ids = new HashMap<>(byId);
        names.remove(topic.name());
        ids.remove(topic.id());
        return new TopicsImage(version + 1, names, ids, brokerConfigs);
    }

    TopicsImage withBrokerConfigs(Map<String, String> configs) {
        return new TopicsImage(version + 1, byName, byId, Map.copyOf(configs));
    }
}
