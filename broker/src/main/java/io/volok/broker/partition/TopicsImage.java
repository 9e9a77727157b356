package io.volok.broker.partition;

import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/** All topics at one moment; immutable. Any thread may read it, and what it reads fits together. */
public final class TopicsImage {

    private final long version;
    private final TreeMap<String, Topic> byName;
    private final Map<UUID, Topic> byId;
    private final Map<ConfiguredThing, Map<String, String>> configs;
    private final Map<String, String> brokerConfigs;

    private TopicsImage(Draft draft) {
        version = ++draft.version;
        byName = new TreeMap<>(draft.byName);
        byId = new HashMap<>(draft.byId);
        configs = Map.copyOf(draft.configs);
        brokerConfigs = draft.brokerConfigs;
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

    /** The settings that a thing was given while the broker ran; empty if none. */
    public Map<String, String> configs(ConfiguredThing thing) {
        return configs.getOrDefault(thing, Map.of());
    }

    /** Everything but topics that was given settings. */
    public Set<ConfiguredThing> configured() {
        return configs.keySet();
    }

    /** The broker's settings in force, under Kafka's names; defaults are not among them. */
    public Map<String, String> brokerConfigs() {
        return brokerConfigs;
    }

    /** Topics while they are being changed; belongs to one shard. */
    static final class Draft {

        private final TreeMap<String, Topic> byName = new TreeMap<>();
        private final Map<UUID, Topic> byId = new HashMap<>();
        private final Map<ConfiguredThing, Map<String, String>> configs = new HashMap<>();
        private final Map<String, String> staticConfigs;
        private Map<String, String> brokerConfigs;
        private long version;

        /** @param staticConfigs the broker's settings as it was started */
        Draft(Map<String, String> staticConfigs) {
            this.staticConfigs = staticConfigs;
            this.brokerConfigs = staticConfigs;
        }

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

        void configure(ConfiguredThing thing, Map<String, String> settings) {
            if (settings.isEmpty()) {
                configs.remove(thing);
            } else {
                configs.put(thing, Map.copyOf(settings));
            }
            if (thing.kind() == ConfiguredThing.Kind.BROKER) {
                brokerConfigs = brokerConfigsInForce();
            }
        }

        /** What one broker was given wins over what all were given, and that over how it was started. */
        private Map<String, String> brokerConfigsInForce() {
            Map<String, String> inForce = new HashMap<>(staticConfigs);
            inForce.putAll(configs.getOrDefault(ConfiguredThing.ALL_BROKERS, Map.of()));
            configs.forEach((thing, settings) -> {
                if (thing.kind() == ConfiguredThing.Kind.BROKER && !thing.equals(ConfiguredThing.ALL_BROKERS)) {
                    inForce.putAll(settings);
                }
            });
            return Map.copyOf(inForce);
        }

        Map<ConfiguredThing, Map<String, String>> configs() {
            return configs;
        }

        Map<String, String> brokerConfigs() {
            return brokerConfigs;
        }

        /** The topics as they are now. */
        TopicsImage image() {
            return new TopicsImage(this);
        }
    }
}
