/**
 * AMQP field tables: typed values, ordered tables, and their binary form both ways without loss.
 *
 * <p>Used for method arguments, message headers and policies. Values are immutable and may be shared freely. Reading
 * never allocates more than the bytes at hand justify, and nests at most
 * {@value io.volok.codec.table.FieldReader#MAX_DEPTH} levels deep.
 *
 * <p>Format: AMQP 0-9-1 §4.2.5.5 with the type letters that RabbitMQ uses.
 */
package io.volok.codec.table;
