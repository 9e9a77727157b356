package io.volok.server.kafka.admin;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.InvalidRequestException;
import org.apache.kafka.common.requests.DescribeConfigsResponse.ConfigSource;

/**
 * The settings of a subscription to clients' metrics (KIP-714). As in a Kafka broker without a plug-in that receives such
 * metrics, subscriptions are kept and shown, and clients are not asked for anything.
 */
final class ClientMetricsSettings {

    private static final String INTERVAL = "interval.ms";
    private static final String MATCH = "match";
    private static final String METRICS = "metrics";
    private static final int INTERVAL_MIN_MS = 100;
    private static final int INTERVAL_MAX_MS = 3_600_000;
    private static final Map<String, ConfigDef.Type> TYPES = new TreeMap<>(Map.of(
            INTERVAL, ConfigDef.Type.INT, MATCH, ConfigDef.Type.LIST, METRICS, ConfigDef.Type.LIST));
    private static final Map<String, String> DEFAULTS = Map.of(INTERVAL, "300000", MATCH, "", METRICS, "");
    private static final Set<String> SELECTORS = Set.of("client_instance_id", "client_id", "client_software_name",
            "client_software_version", "client_source_address", "client_source_port");

    private ClientMetricsSettings() {
    }

    /** The type of a setting, or null if there is none of that name. */
    static ConfigDef.Type typeOf(String name) {
        return TYPES.get(name);
    }

    /** All settings of a subscription that has these of its own. */
    static List<ConfigView.Entry> describe(Map<String, String> own) {
        List<ConfigView.Entry> entries = new ArrayList<>();
        TYPES.forEach((name, type) -> {
            String set = own.get(name);
            List<ConfigView.Synonym> synonyms = set == null ? List.of()
                    : List.of(new ConfigView.Synonym(name, set, ConfigSource.CLIENT_METRICS_CONFIG));
            entries.add(new ConfigView.Entry(name, set == null ? DEFAULTS.get(name) : set, type, false, synonyms, null));
        });
        return entries;
    }

    /** @throws org.apache.kafka.common.errors.ApiException if a subscription may not have these settings */
    static void check(Map<String, String> settings) {
        for (String name : settings.keySet()) {
            if (!TYPES.containsKey(name)) {
                throw new InvalidRequestException("Unknown client metrics configuration: " + name);
            }
        }
        settings.forEach((name, value) -> {
            Object parsed = parse(name, value);
            if (parsed instanceof Integer ms && (ms < INTERVAL_MIN_MS || ms > INTERVAL_MAX_MS)) {
                throw new InvalidRequestException("Invalid value " + value
                        + " for interval.ms, interval must be between 100 and 3600000 (1 hour)");
            }
            if (name.equals(MATCH) && parsed instanceof List<?> selectors) {
                selectors.forEach(selector -> checkSelector(selector.toString()));
            }
        });
    }

    private static Object parse(String name, String value) {
        try {
            return ConfigDef.parseType(name, value, TYPES.get(name));
        } catch (ConfigException refused) {
            throw new InvalidConfigurationException(refused.getMessage(), refused);
        }
    }

    /** One condition: {@code selector=regular expression}. */
    private static void checkSelector(String selector) {
        String[] parts = selector.split("=", 2);
        try {
            if (parts.length == 2 && SELECTORS.contains(parts[0].strip())) {
                Pattern.compile(parts[1].strip());
                return;
            }
        } catch (PatternSyntaxException notAPattern) {
            throw new InvalidConfigurationException("Illegal client matching pattern: " + selector, notAPattern);
        }
        throw new InvalidConfigurationException("Illegal client matching pattern: " + selector);
    }
}
