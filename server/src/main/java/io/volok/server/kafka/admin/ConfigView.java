package io.volok.server.kafka.admin;

import io.volok.broker.partition.ConfiguredThing;
import io.volok.broker.partition.TopicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.requests.DescribeConfigsResponse.ConfigSource;
import org.apache.kafka.storage.internals.log.LogConfig;

/**
 * Settings with their values, where these come from, and what they would be otherwise: as DescribeConfigs shows them.
 */
final class ConfigView {

    /**
     * A value that a setting could have, from this source under this name. The first of several is the one in force.
     */
    record Synonym(String name, String value, ConfigSource source) {
    }

    /** One setting. */
    record Entry(String name, String value, ConfigDef.Type type, boolean readOnly, List<Synonym> synonyms,
                 String documentation) {

        /** A setting that nobody here knows, which may well be a secret. */
        static Entry unknown(String name, boolean readOnly, List<Synonym> synonyms) {
            return new Entry(name, null, null, readOnly, synonyms, null);
        }

        ConfigSource source() {
            return synonyms.isEmpty() ? ConfigSource.DEFAULT_CONFIG : synonyms.getFirst().source();
        }

        boolean secret() {
            return type == null || type == ConfigDef.Type.PASSWORD;
        }
    }

    private final Map<String, String> ofThisBroker;
    private final Map<String, String> ofAllBrokers;
    private final Map<String, String> atStart;

    ConfigView(Surroundings surroundings) {
        String brokerId = Integer.toString(surroundings.broker().id());
        ofThisBroker = surroundings.image()
                .configs(new ConfiguredThing(ConfiguredThing.Kind.BROKER, brokerId));
        ofAllBrokers = surroundings.image().configs(ConfiguredThing.ALL_BROKERS);
        atStart = surroundings.topics().staticConfigs();
    }

    /** All settings of a topic that has these of its own. */
    List<Entry> ofTopic(Map<String, String> overrides) {
        List<Entry> entries = new ArrayList<>();
        for (TopicKey key : TopicKey.values()) {
            List<Synonym> synonyms = new ArrayList<>();
            String own = overrides.get(key.key());
            if (own != null) {
                synonyms.add(new Synonym(key.key(), own, ConfigSource.TOPIC_CONFIG));
            }
            for (String name : key.brokerKeys()) {
                addGivenValues(name, synonyms);
            }
            if (!key.brokerKeys().isEmpty()) {
                addDefault(key.brokerKeys().getFirst(), synonyms);
            }
            ConfigDef.ConfigKey definition = LogConfig.configKeys().get(key.key());
            entries.add(new Entry(key.key(), topicValue(key, synonyms), definition.type, false, synonyms,
                    definition.documentation));
        }
        return entries;
    }

    private static String topicValue(TopicKey key, List<Synonym> synonyms) {
        if (synonyms.isEmpty()) {
            return key.builtIn();
        }
        Synonym inForce = synonyms.getFirst();
        return inForce.source() == ConfigSource.TOPIC_CONFIG
                ? inForce.value() : TopicKey.convert(inForce.name(), inForce.value());
    }

    /** All settings of this broker. */
    List<Entry> ofBroker() {
        List<Entry> entries = new ArrayList<>();
        for (BrokerSettings.Definition definition : BrokerSettings.definitions()) {
            List<Synonym> synonyms = new ArrayList<>();
            addGivenValues(definition.name(), synonyms);
            addDefault(definition.name(), synonyms);
            entries.add(entry(definition, synonyms));
        }
        TreeSet<String> others = new TreeSet<>(atStart.keySet());
        others.addAll(ofAllBrokers.keySet());
        others.addAll(ofThisBroker.keySet());
        others.removeIf(BrokerSettings::knows);
        for (String name : others) {
            List<Synonym> synonyms = new ArrayList<>();
            addGivenValues(name, synonyms);
            if (ListenerSettings.knows(name)) {
                BrokerSettings.Definition definition = ListenerSettings.definition(name);
                addGivenValues(definition.name(), synonyms);
                addDefault(definition.name(), synonyms);
                entries.add(ofListener(name, definition, synonyms));
                continue;
            }
            entries.add(Entry.unknown(name, true, synonyms));
        }
        return entries;
    }

    /** The settings that were given to all brokers while they ran. */
    List<Entry> ofAllBrokers() {
        List<Entry> entries = new ArrayList<>();
        ofAllBrokers.forEach((name, value) -> {
            BrokerSettings.Definition definition = BrokerSettings.definition(name);
            List<Synonym> synonyms = List.of(new Synonym(name, value, ConfigSource.DYNAMIC_DEFAULT_BROKER_CONFIG));
            if (ListenerSettings.knows(name)) {
                entries.add(ofListener(name, ListenerSettings.definition(name), synonyms));
            } else {
                entries.add(definition == null ? Entry.unknown(name, false, synonyms) : entry(definition, synonyms));
            }
        });
        return entries;
    }

    /** Kafka shows such a setting as one that cannot be changed, which is not so. */
    private static Entry ofListener(String name, BrokerSettings.Definition definition, List<Synonym> synonyms) {
        return new Entry(name, synonyms.getFirst().value(), definition.type(), true, synonyms, null);
    }

    private static Entry entry(BrokerSettings.Definition definition, List<Synonym> synonyms) {
        String value = synonyms.isEmpty() || definition.secret() ? null : synonyms.getFirst().value();
        return new Entry(definition.name(), value, definition.type(),
                definition.mode() == BrokerSettings.Mode.READ_ONLY, synonyms, null);
    }

    private void addGivenValues(String name, List<Synonym> synonyms) {
        add(name, ofThisBroker.get(name), ConfigSource.DYNAMIC_BROKER_CONFIG, synonyms);
        add(name, ofAllBrokers.get(name), ConfigSource.DYNAMIC_DEFAULT_BROKER_CONFIG, synonyms);
        add(name, atStart.get(name), ConfigSource.STATIC_BROKER_CONFIG, synonyms);
    }

    private static void addDefault(String name, List<Synonym> synonyms) {
        BrokerSettings.Definition definition = BrokerSettings.definition(name);
        if (definition != null) {
            add(name, definition.fallback(), ConfigSource.DEFAULT_CONFIG, synonyms);
        }
    }

    private static void add(String name, String value, ConfigSource source, List<Synonym> synonyms) {
        if (value != null) {
            synonyms.add(new Synonym(name, value, source));
        }
    }
}
