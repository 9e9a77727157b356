package io.volok.server.kafka.admin;

import java.util.List;
import java.util.Map;

/** Settings of groups, known to whoever coordinates groups. */
public interface GroupSettingsPort {

    /** Nobody coordinates groups: none of them has settings. */
    GroupSettingsPort NONE = new GroupSettingsPort() {
        @Override
        public List<ConfigView.Entry> describe(String group) {
            return List.of();
        }

        @Override
        public void check(Map<String, String> configs) {
            throw new org.apache.kafka.common.errors.InvalidConfigurationException("Groups have no settings here.");
        }

        @Override
        public void changed(String group, Map<String, String> configs) {
            throw new IllegalStateException("no group was ever configured");
        }
    };

    /** All settings of a group. */
    List<ConfigView.Entry> describe(String group);

    /** @throws org.apache.kafka.common.errors.ApiException if a group may not be given these settings */
    void check(Map<String, String> configs);

    /** A group now has exactly these settings of its own. */
    void changed(String group, Map<String, String> configs);
}
