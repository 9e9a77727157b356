package io.volok.broker.policy;

import io.volok.codec.table.FieldTable;
import io.volok.codec.table.FieldValue;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The policies of one virtual host, ready to be asked. One policy wins, and one operator policy is laid over it.
 *
 * <p>Where both set the same limit, the stricter one counts for numbers that limit (lengths, ages, counts); for all
 * else the operator's value counts.
 */
public final class PolicySet {

    private static final Set<String> SMALLER_WINS = Set.of("message-ttl", "expires", "max-length", "max-length-bytes",
            "max-in-memory-length", "max-in-memory-bytes", "delivery-limit", "delayed-retry-max");

    private static final Set<String> LARGER_WINS = Set.of("delayed-retry-min", "target-group-size");

    private static final Comparator<Policy> STRONGEST_FIRST =
            Comparator.comparingInt(Policy::priority).reversed().thenComparing(Policy::name);

    /** No policies. */
    public static final PolicySet EMPTY = new PolicySet(List.of(), List.of());

    private final List<Policy> policies;
    private final List<Policy> operatorPolicies;

    /** The policies and operator policies of a vhost, in any order. */
    public PolicySet(Collection<Policy> policies, Collection<Policy> operatorPolicies) {
        this.policies = policies.stream().sorted(STRONGEST_FIRST).toList();
        this.operatorPolicies = operatorPolicies.stream().sorted(STRONGEST_FIRST).toList();
    }

    /** What is in force for a thing; {@code thing} says which kind it is. */
    public EffectivePolicy effective(ApplyTo thing, String name) {
        Policy policy = first(policies, thing, name);
        Policy operator = first(operatorPolicies, thing, name);
        if (policy == null && operator == null) {
            return EffectivePolicy.NONE;
        }
        return new EffectivePolicy(policy == null ? null : policy.name(), operator == null ? null : operator.name(),
                merge(policy, operator));
    }

    private static Policy first(List<Policy> sorted, ApplyTo thing, String name) {
        for (Policy policy : sorted) {
            if (policy.matches(thing, name)) {
                return policy;
            }
        }
        return null;
    }

    private static FieldTable merge(Policy policy, Policy operator) {
        if (operator == null) {
            return policy.definition();
        }
        if (policy == null) {
            return operator.definition();
        }
        FieldTable.Builder merged = policy.definition().toBuilder();
        for (FieldTable.Entry entry : operator.definition()) {
            FieldValue users = policy.definition().find(entry.name()).orElse(null);
            merged.set(entry.name(), merge(entry.name(), users, entry.value()));
        }
        return merged.build();
    }

    private static FieldValue merge(String key, FieldValue users, FieldValue operators) {
        if (users == null || !SMALLER_WINS.contains(key) && !LARGER_WINS.contains(key)) {
            return operators;
        }
        OptionalLong usersNumber = FieldTable.integerOf(users);
        OptionalLong operatorsNumber = FieldTable.integerOf(operators);
        if (usersNumber.isEmpty() || operatorsNumber.isEmpty()) {
            return operators;
        }
        // A negative delivery limit is none, so that the other one is the stricter.
        boolean oneIsNone = usersNumber.getAsLong() < 0 || operatorsNumber.getAsLong() < 0;
        boolean usersSmaller = usersNumber.getAsLong() < operatorsNumber.getAsLong();
        boolean largerWins = oneIsNone || LARGER_WINS.contains(key);
        return usersSmaller != largerWins ? users : operators;
    }
}
