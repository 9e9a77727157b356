/**
 * How cost grows as the work grows: throughput per core and memory against connections, queues, partitions, bindings,
 * backlog and delayed messages, and reads and forced writes against the disk's own speed. Started by
 * {@code bench/scale} from source, with the broker's libraries for the codec and the Kafka client; the broker is a
 * process of its own.
 */
package io.volok.bench.scale;
