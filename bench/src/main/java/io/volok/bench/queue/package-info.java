/**
 * Micro-benchmarks of the queue engine: one queue on a shard moved by hand, no socket; and the ack engine
 * alone. Run by {@code bench/micro}.
 */
package io.volok.bench.queue;
