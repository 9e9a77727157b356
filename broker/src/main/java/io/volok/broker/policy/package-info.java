/**
 * Policies and operator policies: settings that apply to every queue or exchange whose name matches a pattern.
 *
 * <p>Immutable values and pure rules. The catalog keeps the policies; each virtual host asks its
 * {@link io.volok.broker.policy.PolicySet} what is in force for a name, when the thing is declared and again whenever
 * the policies change.
 */
package io.volok.broker.policy;
