/**
 * AMQP 1.0 messages, as stream clients send and expect them: their sections and values, and their places in a record.
 *
 * <p>Specification: OASIS AMQP 1.0, part 1 (types) and part 3 (messaging). No frames: only the message format is used here.
 * Pure functions and single-owner objects; no I/O.
 */
package io.volok.codec.amqp1;
