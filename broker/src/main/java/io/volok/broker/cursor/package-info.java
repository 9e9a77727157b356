/**
 * The ack engine: which messages of a log are available, in somebody's hands, or done. One engine for AMQP queues and
 * for Kafka share groups (KIP-932). Pure: offsets in, offsets out; no log, no clock, no consumer. Owned by whoever owns
 * the queue or the group; single-threaded.
 */
package io.volok.broker.cursor;
