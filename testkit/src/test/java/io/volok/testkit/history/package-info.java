/**
 * Judges what clients did and saw: a {@link io.volok.testkit.history.History} of events, and one small checker per
 * promise of the Kafka face. Knows no broker and no client; {@code io.volok.testkit.chaos} makes the histories.
 */
package io.volok.testkit.history;
