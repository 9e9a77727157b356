package io.volok.broker.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.volok.broker.access.NamePattern;
import io.volok.codec.table.FieldTable;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which policy is in force, and what comes of it under an operator policy. */
class PolicySetTest {

    private static Policy policy(String name, String pattern, ApplyTo applyTo, int priority, String key, long value) {
        return new Policy(name, NamePattern.of(pattern), applyTo, priority, FieldTable.builder().add(key, value).build());
    }

    @Test
    void highestPriorityThatMatchesWins() {
        PolicySet set = new PolicySet(List.of(
                policy("low", ".*", ApplyTo.ALL, 0, "max-length", 1),
                policy("high", "^a", ApplyTo.ALL, 5, "max-length", 2),
                policy("exchanges", "^a", ApplyTo.EXCHANGES, 9, "max-length", 3)), List.of());
        assertThat(set.effective(ApplyTo.CLASSIC_QUEUES, "abc").policy()).isEqualTo("high");
        assertThat(set.effective(ApplyTo.CLASSIC_QUEUES, "xyz").policy()).isEqualTo("low");
        assertThat(set.effective(ApplyTo.EXCHANGES, "abc").policy()).isEqualTo("exchanges");
    }

    @Test
    void appliesToItsKindOnly() {
        PolicySet set = new PolicySet(List.of(policy("p", ".*", ApplyTo.QUORUM_QUEUES, 0, "max-length", 1)), List.of());
        assertThat(set.effective(ApplyTo.QUORUM_QUEUES, "q").policy()).isEqualTo("p");
        for (ApplyTo other : List.of(ApplyTo.CLASSIC_QUEUES, ApplyTo.STREAMS, ApplyTo.EXCHANGES)) {
            assertThat(set.effective(other, "q")).isEqualTo(EffectivePolicy.NONE);
        }
        PolicySet queues = new PolicySet(List.of(policy("p", ".*", ApplyTo.QUEUES, 0, "max-length-bytes", 1)),
                List.of());
        assertThat(queues.effective(ApplyTo.STREAMS, "q").policy()).isEqualTo("p");
        assertThat(queues.effective(ApplyTo.EXCHANGES, "q").policy()).isNull();
    }

    @Test
    void aPolicyWithSettingsForOtherKindsOnlyIsPassedOver() {
        PolicySet set = new PolicySet(List.of(
                policy("lengths", ".*", ApplyTo.QUEUES, 9, "max-length", 1),
                policy("retries", ".*", ApplyTo.QUEUES, 8, "delivery-limit", 1),
                policy("lazy", ".*", ApplyTo.ALL, 7, "queue-version", 2)), List.of());
        assertThat(set.effective(ApplyTo.CLASSIC_QUEUES, "q").policy()).isEqualTo("lengths");
        assertThat(set.effective(ApplyTo.STREAMS, "q").policy()).isEqualTo("lazy");
        PolicySet retries = new PolicySet(List.of(policy("retries", ".*", ApplyTo.ALL, 8, "delivery-limit", 1)),
                List.of(policy("ages", ".*", ApplyTo.ALL, 8, "initial-cluster-size", 1)));
        assertThat(retries.effective(ApplyTo.QUORUM_QUEUES, "q").policy()).isEqualTo("retries");
        assertThat(retries.effective(ApplyTo.QUORUM_QUEUES, "q").operatorPolicy()).isNull();
        assertThat(retries.effective(ApplyTo.CLASSIC_QUEUES, "q")).isEqualTo(EffectivePolicy.NONE);
        assertThat(retries.effective(ApplyTo.STREAMS, "q").operatorPolicy()).isEqualTo("ages");
    }

    @Test
    void operatorPolicyLimitsButDoesNotLoosen() {
        Policy users = new Policy("u", NamePattern.of(".*"), ApplyTo.QUEUES, 0, FieldTable.builder()
                .add("max-length", 10).add("message-ttl", 100).add("overflow", "drop-head").build());
        Policy operators = new Policy("o", NamePattern.of(".*"), ApplyTo.QUEUES, 0, FieldTable.builder()
                .add("max-length", 5).add("message-ttl", 500).add("expires", 7).add("overflow", "reject-publish").build());
        EffectivePolicy effective = new PolicySet(List.of(users), List.of(operators))
                .effective(ApplyTo.CLASSIC_QUEUES, "q");
        assertThat(effective.policy()).isEqualTo("u");
        assertThat(effective.operatorPolicy()).isEqualTo("o");
        assertThat(effective.definition().integer("max-length")).hasValue(5);
        assertThat(effective.definition().integer("message-ttl")).hasValue(100);
        assertThat(effective.definition().integer("expires")).hasValue(7);
        assertThat(effective.definition().text("overflow")).contains("reject-publish");
    }

    @Test
    void unknownAndIllFormedSettingsAreRefused() {
        assertThat(PolicyKeys.validate(FieldTable.builder().add("max-lenght", 1).build(), false).text())
                .contains("[{<<\"max-lenght\">>,1}] are not recognised policy settings");
        assertThat(PolicyKeys.validate(FieldTable.builder().add("max-length", -1).build(), false)).isNotNull();
        assertThat(PolicyKeys.validate(FieldTable.builder().add("max-length", 1).build(), true)).isNull();
        assertThat(PolicyKeys.validate(FieldTable.builder().add("overflow", "explode").build(), false).text())
                .isEqualTo("Validation failed\n\n<<\"explode\">> is not a valid overflow value\n");
        assertThat(PolicyKeys.validate(FieldTable.builder().add("expires", 0).build(), false).text())
                .isEqualTo("Validation failed\n\n0 is not a valid queue expiry\n");
        assertThat(PolicyKeys.validate(FieldTable.builder().add("delayed-retry-type", "all").build(), false).text())
                .contains("delayed-retry-min is required when delayed-retry-type is all");
        assertThat(PolicyKeys.validate(FieldTable.builder().add("ha-mode", "all").build(), false)).isNull();
        assertThat(PolicyKeys.validate(FieldTable.builder().add("alternate-exchange", "x").build(), true)).isNotNull();
    }
}
