/**
 * Whole-broker comparison: the field's own load tools run against Volok and a peer in turn. Started by
 * {@code bench/compare} from source; nothing of the broker is in the process.
 */
package io.volok.bench.compare;
