/**
 * Micro-benchmarks of the queue engine: one queue on a shard moved by hand, no socket. Run {@code QueueBenchmarks}.
 */
package io.volok.bench.queue;
