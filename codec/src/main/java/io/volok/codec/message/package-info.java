/**
 * One message, two readings: the mapping between an AMQP message and the stored record.
 *
 * <p>{@link io.volok.codec.message.MessageEncoder} and {@link io.volok.codec.message.MessageDecoder} are the hot path
 * between the wire and the log and allocate nothing per message; {@link io.volok.codec.message.MessageView} and
 * {@link io.volok.codec.message.MessageEditor} are for the domain, which asks for single properties and rewrites
 * messages that are dead-lettered. Each object belongs to one shard or session.
 *
 * <p>The mapping is specified as a table in {@code docs/mapping.md}; AMQP's side of it is the content header's
 * property list of AMQP 0-9-1 §4.2.6.1.
 */
package io.volok.codec.message;
