package io.volok.server.kafka.coordinator;

import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.coordinator.group.GroupCoordinatorConfig;
import org.apache.kafka.coordinator.group.modern.share.ShareGroupConfig;

/**
 * The coordinator's settings under Kafka's own names, with Kafka's defaults and checks.
 *
 * <p>Deviation: {@code group.coordinator.threads} and {@code group.coordinator.background.threads} are 1 unless set.
 * One thread answers some fifty thousand commits a second; more of them only compete with the shards for the cores.
 */
public final class GroupSettings {

    /** What the library asks for each time that it needs it, since Kafka changes it while it runs. */
    private static final Set<String> CHANGEABLE = Set.of(
            GroupCoordinatorConfig.CONSUMER_GROUP_ASSIGNMENT_INTERVAL_MS_CONFIG,
            GroupCoordinatorConfig.SHARE_GROUP_ASSIGNMENT_INTERVAL_MS_CONFIG,
            GroupCoordinatorConfig.STREAMS_GROUP_ASSIGNMENT_INTERVAL_MS_CONFIG,
            GroupCoordinatorConfig.CACHED_BUFFER_MAX_BYTES_CONFIG,
            GroupCoordinatorConfig.ERRORS_DEADLETTERQUEUE_AUTO_CREATE_TOPICS_ENABLE_CONFIG,
            GroupCoordinatorConfig.ERRORS_DEADLETTERQUEUE_TOPIC_NAME_PREFIX_CONFIG);

    private final GroupCoordinatorConfig coordinator;
    private final ShareGroupConfig share;

    private GroupSettings(AbstractConfig config) {
        this.coordinator = new GroupCoordinatorConfig(config);
        this.share = new ShareGroupConfig(config);
    }

    /**
     * Reads the settings; names that are none of the coordinator's are left alone.
     *
     * @throws org.apache.kafka.common.config.ConfigException if a value is not one that Kafka would take
     */
    public static GroupSettings of(Map<String, String> configured) {
        return new GroupSettings(new AbstractConfig(definition(), withFewThreads(configured), false));
    }

    private static Map<String, String> withFewThreads(Map<String, String> configured) {
        Map<String, String> values = new HashMap<>(configured);
        values.putIfAbsent(GroupCoordinatorConfig.GROUP_COORDINATOR_NUM_THREADS_CONFIG, "1");
        values.putIfAbsent(GroupCoordinatorConfig.GROUP_COORDINATOR_NUM_BACKGROUND_THREADS_CONFIG, "1");
        return values;
    }

    /**
     * Reads the settings, those that Kafka lets change while it runs anew each time.
     *
     * @throws org.apache.kafka.common.config.ConfigException if a value is not one that Kafka would take
     */
    static GroupSettings following(Supplier<Map<String, String>> configured) {
        Map<String, String> atStart = configured.get();
        of(atStart); // refuses what cannot be
        return new GroupSettings(new AbstractConfig(definition(), withFewThreads(atStart), false) {
            @Override
            protected Object get(String name) {
                String now = CHANGEABLE.contains(name) ? configured.get().get(name) : null;
                return now == null ? super.get(name) : ConfigDef.parseType(name, now, typeOf(name));
            }
        });
    }

    /** Every setting that is read here, with type, default and documentation. */
    public static ConfigDef definition() {
        ConfigDef all = new ConfigDef();
        GroupCoordinatorConfig.CONFIG_DEF.configKeys().values().forEach(all::define);
        ShareGroupConfig.CONFIG_DEF.configKeys().values().forEach(all::define);
        return all;
    }

    /** The settings of the group coordinator proper. */
    public GroupCoordinatorConfig coordinator() {
        return coordinator;
    }

    /** The settings of share groups. */
    public ShareGroupConfig share() {
        return share;
    }

    /** Topic configuration of {@code __consumer_offsets}. */
    public Map<String, String> offsetsTopicConfig() {
        Properties properties = new Properties();
        properties.put("cleanup.policy", "compact");
        properties.put("segment.bytes", Integer.toString(coordinator.offsetsTopicSegmentBytes()));
        properties.put("compression.type", "producer");
        Map<String, String> config = new HashMap<>();
        properties.forEach((name, value) -> config.put(name.toString(), value.toString()));
        return config;
    }
}
