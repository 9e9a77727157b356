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

    /** Topics while they are being changed; belongs to one shard. */
    static final class Draft {

        private final TreeMap<String, Topic> byName = new TreeMap<>();
        private final Map<UUID, Topic> byId = new HashMap<>();
        private Map<String, String> brokerConfigs = Map.of();
        private long version;

        Topic byId(UUID id) {
            return byId.get(id);
        }

        Collection<Topic> topics() {
            return byName.values();
        }

        void put(Topic topic) {
            byName.put(topic.name(), topic);
            byId.put(topic.id(), topic);
        }

        void remove(Topic topic) {
            byName.remove(topic.name());
            byId.remove(topic.id());
        }

        void brokerConfigs(Map<String, String> configs) {
            brokerConfigs = Map.copyOf(configs);
        }

        /** The topics as they are now. */
        TopicsImage image() {
            return new TopicsImage(++version, new TreeMap<>(byName), new HashMap<>(byId), brokerConfigs);
        }
    }
}
