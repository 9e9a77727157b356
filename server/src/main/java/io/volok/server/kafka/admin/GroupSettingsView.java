package io.volok.server.kafka.admin;

import io.volok.broker.partition.ConfiguredThing;
import io.volok.server.kafka.coordinator.GroupSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.requests.DescribeConfigsResponse.ConfigSource;
import org.apache.kafka.coordinator.group.GroupConfig;

/** The settings of groups: Kafka's definitions, over the broker's settings of the same meaning. */
final class GroupSettingsView {

    private GroupSettingsView() {
    }

    /** All settings of a group. */
    static List<ConfigView.Entry> describe(String group, Surroundings surroundings) {
        Map<String, String> own = surroundings.image()
                .configs(new ConfiguredThing(ConfiguredThing.Kind.GROUP, group));
        GroupConfig defaults = new GroupConfig(Map.of());
        List<ConfigView.Entry> entries = new ArrayList<>();
        for (String name : new TreeSet<>(GroupConfig.configNames())) {
            if (GroupConfig.isInternal(name)) {
                continue;
            }
            ConfigDef.Type type = GroupConfig.configType(name).orElse(ConfigDef.Type.STRING);
            List<ConfigView.Synonym> synonyms = new ArrayList<>();
            if (own.containsKey(name)) {
                synonyms.add(new ConfigView.Synonym(name, own.get(name), ConfigSource.GROUP_CONFIG));
            }
            String synonym = GroupConfig.brokerSynonym(name).orElse(name);
            String fallback = synonym.equals(name)
                    ? ConfigDef.convertToString(defaults.values().get(name), type) : surroundings.settings().value(synonym);
            if (fallback != null) {
                synonyms.add(new ConfigView.Synonym(synonym, fallback, ConfigSource.DEFAULT_CONFIG));
            }
            String value = synonyms.isEmpty() ? null : synonyms.getFirst().value();
            entries.add(new ConfigView.Entry(name, value, type, false, synonyms, null));
        }
        return entries;
    }

    /** @throws org.apache.kafka.common.config.ConfigException if a group may not have these settings */
    static void check(Map<String, String> configs, Surroundings surroundings) {
        GroupConfig.validateNames(configs);
        GroupSettings limits = GroupSettings.of(surroundings.image().brokerConfigs());
        GroupConfig.validate(configs, limits.coordinator(), limits.share());
    }
}
