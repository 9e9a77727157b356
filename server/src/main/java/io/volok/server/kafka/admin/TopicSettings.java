package io.volok.server.kafka.admin;

import io.volok.broker.partition.TopicKey;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.storage.internals.log.LogConfig;

/** Which settings a topic may have and which values they may take: Kafka's own definitions. */
final class TopicSettings {

    private TopicSettings() {
    }

    /** @throws InvalidConfigurationException if a name is unknown or a value not allowed */
    static void check(Map<String, String> configs) {
        if (configs.isEmpty()) {
            return;
        }
        if (Boolean.parseBoolean(configs.get(TopicKey.REMOTE_STORAGE_ENABLE.key()))) {
            throw new InvalidConfigurationException("Tiered Storage functionality is disabled in the broker. Topic cannot "
                    + "be configured with remote log storage.");
        }
        try {
            LogConfig.validate(configs);
        } catch (ConfigException refused) {
            throw new InvalidConfigurationException(refused.getMessage());
        }
    }
}
