package io.volok.server.kafka.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.volok.server.kafka.KafkaFixture;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.AlterConfigOp.OpType;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ConfigEntry.ConfigSource;
import org.apache.kafka.clients.admin.DescribeConfigsOptions;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.InvalidRequestException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Every setting that a Kafka broker has: accepted at start, shown with its source, changed live or refused. */
@Timeout(120)
class BrokerSettingsTest {

    private static final ConfigResource THIS = new ConfigResource(ConfigResource.Type.BROKER, "1");
    private static final ConfigResource ALL = new ConfigResource(ConfigResource.Type.BROKER, "");
    /** What the broker says of itself, and what would keep it from starting with a value that is made up. */
    private static final Set<String> FIXED = Set.of("node.id", "broker.id", "process.roles", "authorizer.class.name");

    @TempDir
    private Path data;

    @Test
    void everySettingOfTheFileIsShownWithItsSource() throws Exception {
        Map<String, String> given = new HashMap<>();
        for (BrokerSettings.Definition each : BrokerSettings.definitions()) {
            if (!FIXED.contains(each.name())) {
                given.put(each.name(), another(each));
            }
        }
        given.put("my.own.secret", "x");
        try (KafkaFixture kafka = new KafkaFixture(data, 1, given); Admin admin = admin(kafka)) {
            Config shown = describe(admin, THIS);
            for (BrokerSettings.Definition each : BrokerSettings.definitions()) {
                if (FIXED.contains(each.name())) {
                    continue;
                }
                ConfigEntry entry = shown.get(each.name());
                String value = each.secret() ? null : given.get(each.name());
                assertThat(entry.value()).as(each.name()).isEqualTo(value);
                assertThat(entry.source()).as(each.name()).isEqualTo(ConfigSource.STATIC_BROKER_CONFIG);
                assertThat(entry.isReadOnly()).as(each.name())
                        .isEqualTo(each.mode() == BrokerSettings.Mode.READ_ONLY);
                assertThat(entry.synonyms().getFirst().value()).as(each.name()).isEqualTo(value);
                assertThat(entry.synonyms()).as(each.name()).hasSize(each.fallback() == null ? 1 : 2);
            }
            assertThat(shown.get("my.own.secret").value()).isNull();
            assertThat(shown.get("my.own.secret").isSensitive()).isTrue();
        }
    }

    @Test
    void everySettingChangesLiveOrIsRefused() throws Exception {
        try (KafkaFixture kafka = new KafkaFixture(data, 1, Map.of()); Admin admin = admin(kafka)) {
            for (BrokerSettings.Definition each : BrokerSettings.definitions()) {
                switch (each.mode()) {
                    case READ_ONLY -> assertRefused(admin, each,
                            "Cannot update these configs dynamically: [" + each.name() + "]");
                    case PER_BROKER -> assertThatThrownBy(() -> alter(admin, THIS, each.name(), another(each)))
                            .as(each.name()).hasCauseInstanceOf(InvalidRequestException.class);
                    case CLUSTER_WIDE -> changeAndBack(admin, each);
                }
            }
            assertThat(kafka.failure()).isNull();
        }
    }

    private static void assertRefused(Admin admin, BrokerSettings.Definition each, String text) {
        for (ConfigResource resource : List.of(THIS, ALL)) {
            assertThatThrownBy(() -> alter(admin, resource, each.name(), another(each))).as(each.name())
                    .hasCauseInstanceOf(InvalidRequestException.class).hasMessageEndingWith(text);
        }
    }

    private static void changeAndBack(Admin admin, BrokerSettings.Definition each) throws Exception {
        String value = another(each);
        alter(admin, ALL, each.name(), value);
        assertThat(describe(admin, ALL).get(each.name()).value()).as(each.name()).isEqualTo(value);
        assertThat(sources(admin, each)).as(each.name()).first().isEqualTo(ConfigSource.DYNAMIC_DEFAULT_BROKER_CONFIG);
        alter(admin, THIS, each.name(), value);
        assertThat(sources(admin, each)).as(each.name()).startsWith(
                ConfigSource.DYNAMIC_BROKER_CONFIG, ConfigSource.DYNAMIC_DEFAULT_BROKER_CONFIG);
        alter(admin, THIS, each.name(), null);
        alter(admin, ALL, each.name(), null);
        ConfigEntry after = describe(admin, THIS).get(each.name());
        assertThat(after.source()).as(each.name()).isEqualTo(ConfigSource.DEFAULT_CONFIG);
        assertThat(after.value()).as(each.name()).isEqualTo(each.fallback());
    }

    @Test
    void whatCannotBeIsRefusedInKafkasWords() throws Exception {
        String[][] cases = {
            {"log.cleanup.policy", "foo", "Invalid value foo for configuration log.cleanup.policy: String must be one of: "
                    + "compact, delete"},
            {"compression.type", "bad", "Invalid value bad for configuration compression.type: String must be one of: "
                    + "uncompressed, zstd, lz4, snappy, gzip, producer"},
            {"log.retention.ms", "abc", "Invalid value abc for configuration log.retention.ms: Not a number of type LONG"},
            {"log.roll.ms", "0", "requirement failed: log.roll.ms must be greater than or equal to 1"},
            {"num.io.threads", "1", "Invalid value org.apache.kafka.common.config.ConfigException: Dynamic thread count "
                    + "update validation failed for num.io.threads=1, value should be at least half the current value 8 "
                    + "for configuration Invalid dynamic configuration"},
            {"num.network.threads", "100", "Invalid value org.apache.kafka.common.config.ConfigException: Dynamic thread "
                    + "count update validation failed for num.network.threads=100, value should not be greater than "
                    + "double the current value 3 for configuration Invalid dynamic configuration"},
            {"log.cleaner.threads", "100", "Invalid value org.apache.kafka.common.config.ConfigException: Log cleaner "
                    + "threads cannot be increased to more than double the current value 1 for configuration Invalid "
                    + "dynamic configuration"},
            {"max.connection.creation.rate", "0", "Invalid value org.apache.kafka.common.config.ConfigException: Invalid "
                    + "max.connection.creation.rate 0 for configuration Invalid dynamic configuration"},
            {"log.cleaner.dedupe.buffer.size", "10", "requirement failed: log.cleaner.dedupe.buffer.size must be at "
                    + "least 1MB per cleaner thread."},
            {"ssl.keystore.location", "/no", "These security configs can be dynamically updated only per-listener using "
                    + "the listener prefix: [ssl.keystore.location]"},
            {"message.max.bytes", "-5", "Invalid value -5 for configuration message.max.bytes: Value must be at least 0"},
        };
        try (KafkaFixture kafka = new KafkaFixture(data, 1, Map.of()); Admin admin = admin(kafka)) {
            for (String[] each : cases) {
                assertThatThrownBy(() -> alter(admin, THIS, each[0], each[1])).as(each[0])
                        .hasCauseInstanceOf(InvalidRequestException.class).hasMessageEndingWith(": " + each[2]);
            }
            assertThatThrownBy(() -> alter(admin, ALL, "listeners", "PLAINTEXT://:1")).hasMessageEndingWith(
                    "Cannot update these configs at default cluster level, broker id must be specified: [listeners]");
        }
    }

    @Test
    void clientMetricsAreKeptCheckedAndListed() throws Exception {
        ConfigResource metrics = new ConfigResource(ConfigResource.Type.CLIENT_METRICS, "m");
        try (KafkaFixture kafka = new KafkaFixture(data, 1, Map.of()); Admin admin = admin(kafka)) {
            assertThat(describe(admin, metrics).get("interval.ms").value()).isEqualTo("300000");
            alter(admin, metrics, "interval.ms", "60000");
            assertThat(describe(admin, metrics).get("interval.ms").source())
                    .isEqualTo(ConfigSource.DYNAMIC_CLIENT_METRICS_CONFIG);
            assertThat(admin.listConfigResources(Set.of(ConfigResource.Type.CLIENT_METRICS),
                    new org.apache.kafka.clients.admin.ListConfigResourcesOptions()).all().get()).containsExactly(metrics);
            assertThatThrownBy(() -> alter(admin, metrics, "interval.ms", "50")).hasMessageEndingWith(
                    "Invalid value 50 for interval.ms, interval must be between 100 and 3600000 (1 hour)");
            assertThatThrownBy(() -> alter(admin, metrics, "match", "foo=bar"))
                    .hasCauseInstanceOf(InvalidConfigurationException.class)
                    .hasMessageEndingWith("Illegal client matching pattern: foo=bar");
            assertThatThrownBy(() -> alter(admin, metrics, "nosuch", "1")).hasMessageEndingWith(
                    "Unknown client metrics configuration: nosuch");
        }
    }

    /** A legal value that is not the default one. */
    private static String another(BrokerSettings.Definition each) {
        return candidates(each).filter(value -> !value.equals(each.fallback()) && isLegal(each, value)).findFirst()
                .orElseThrow(() -> new IllegalStateException("no other value for " + each));
    }

    private static Stream<String> candidates(BrokerSettings.Definition each) {
        List<String> candidates = new ArrayList<>();
        switch (each.type()) {
            case BOOLEAN -> candidates.addAll(List.of("true", "false"));
            case INT, LONG, SHORT -> {
                long now = each.fallback() == null ? 5 : Long.parseLong(each.fallback());
                candidates.addAll(Stream.of(now + 1, now - 1, 2L, 5_000L, 100_000L).map(String::valueOf).toList());
            }
            case DOUBLE -> candidates.addAll(List.of("0.25", "0.75", "5.0"));
            default -> {
                candidates.addAll(List.of(each.range().replaceAll("[\\[\\]]", "").split(", ")));
                candidates.addAll(List.of("x", "java.lang.String"));
            }
        }
        return candidates.stream().filter(value -> !value.isEmpty());
    }

    private static boolean isLegal(BrokerSettings.Definition each, String value) {
        try {
            BrokerSettings.check(each, value);
            return true;
        } catch (ConfigException refused) {
            return false;
        }
    }

    private static List<ConfigSource> sources(Admin admin, BrokerSettings.Definition each) throws Exception {
        return describe(admin, THIS).get(each.name()).synonyms().stream().map(ConfigEntry.ConfigSynonym::source).toList();
    }

    private static Config describe(Admin admin, ConfigResource resource) throws Exception {
        return admin.describeConfigs(List.of(resource), new DescribeConfigsOptions().includeSynonyms(true)).all().get()
                .get(resource);
    }

    /** Sets a value, or takes it away. */
    private static void alter(Admin admin, ConfigResource resource, String name, String value)
            throws ExecutionException, InterruptedException {
        admin.incrementalAlterConfigs(Map.of(resource, List.of(new AlterConfigOp(new ConfigEntry(name, value),
                value == null ? OpType.DELETE : OpType.SET)))).all().get();
    }

    private static Admin admin(KafkaFixture kafka) {
        return Admin.create(Map.of("bootstrap.servers", kafka.bootstrap()));
    }
}
