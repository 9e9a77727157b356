package io.volok.broker.policy;

import io.volok.codec.table.FieldTable;

/**
 * What is in force for one queue or exchange.
 *
 * @param policy name of the policy that matched, or null
 * @param operatorPolicy name of the operator policy that matched, or null
 * @param definition the settings of both, merged
 */
public record EffectivePolicy(String policy, String operatorPolicy, FieldTable definition) {

    /** No policy matches. */
    public static final EffectivePolicy NONE = new EffectivePolicy(null, null, FieldTable.EMPTY);
}
