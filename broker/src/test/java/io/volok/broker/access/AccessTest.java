package io.volok.broker.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.volok.broker.ResourceName;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Password hashes and permissions as RabbitMQ has them. */
class AccessTest {

    @Test
    void documentedHashOpensWithItsPassword() {
        PasswordHash hash = PasswordHash.parse(HashAlgorithm.SHA256,
                "kI3GCqW5JLMJa4iX1lo7X4D6XbYqlLgxIs30+P6tENUV2POR");
        assertThat(hash.matches("test12")).isTrue();
        assertThat(hash.matches("test13")).isFalse();
    }

    @Test
    void hashesSurviveTheWayThroughDefinitions() {
        for (HashAlgorithm algorithm : HashAlgorithm.values()) {
            PasswordHash hash = PasswordHash.of(algorithm, "pässword", new SplittableRandom(3));
            PasswordHash again = PasswordHash.parse(
                    HashAlgorithm.byRabbitName(algorithm.rabbitName()).orElseThrow(), hash.base64());
            assertThat(again).isEqualTo(hash);
            assertThat(again.matches("pässword")).isTrue();
        }
    }

    @Test
    void blankPasswordsNeverOpen() {
        User blank = new User("u", PasswordHash.of(HashAlgorithm.SHA256, "", new SplittableRandom(1)), List.of(), Map.of());
        assertThat(blank.opensWith("")).isFalse();
        assertThat(new User("u", null, List.of(), Map.of()).opensWith("x")).isFalse();
        PasswordHash empty = PasswordHash.parse(HashAlgorithm.SHA256, "");
        assertThat(empty.matches("anything")).isFalse();
    }

    @Test
    void emptyPatternAllowsOnlyTheEmptyName() {
        Permissions none = Permissions.of("", "", "");
        assertThat(none.allow(Permission.WRITE, "x")).isFalse();
        assertThat(none.allow(Permission.WRITE, "")).isTrue();
        assertThat(Permissions.of("a", "", "").allow(Permission.CONFIGURE, "bab")).as("not anchored").isTrue();
    }

    @Test
    void changedRulesCountAtOnce() {
        AtomicReference<AccessRules> rules = new AtomicReference<>(rules(Permissions.of(".*", ".*", ".*")));
        Grants grants = new Grants("u", "/", rules::get);
        ResourceName queue = ResourceName.queue("/", "q");
        assertThat(grants.check(Permission.READ, queue)).isNull();
        rules.set(rules(Permissions.of("", "q", "")));
        assertThat(grants.check(Permission.READ, queue).text())
                .isEqualTo("read access to queue 'q' in vhost '/' refused for user 'u'");
        assertThat(grants.checkAny(queue)).as("passive declares need any of the three").isNull();
        rules.set(rules(null));
        assertThat(grants.checkVhost().text()).isEqualTo("access to vhost '/' refused for user 'u'");
        assertThat(grants.checkAny(queue)).isNotNull();
    }

    private static AccessRules rules(Permissions permissions) {
        return new AccessRules() {
            @Override
            public Permissions permissions(String vhost, String user) {
                return permissions;
            }

            @Override
            public TopicPermissions topicPermissions(String vhost, String user, String exchange) {
                return null;
            }
        };
    }
}
