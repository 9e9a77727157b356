/**
 * A message on its way into logs, and what its publisher is told about it. Used by sessions, virtual hosts, queues and
 * partitions; owned by the shard of the caller.
 */
package io.volok.broker.message;
