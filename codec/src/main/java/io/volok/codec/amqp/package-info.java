/**
 * AMQP 0-9-1 on the wire: frames, methods with RabbitMQ's extensions, content.
 *
 * <pre>
 *   frame:   type uint8 | channel uint16 | size uint32 | payload of size bytes | 0xCE
 *   method:  class uint16 | method uint16 | arguments
 *   header:  class uint16 | weight uint16 (0) | body size uint64 | property flags uint16 | properties
 *   body:    bytes
 * </pre>
 *
 * <p>Used by the AMQP sessions of the server and by wire tests; the domain never sees it. Pure functions and objects of
 * one connection, no I/O.
 *
 * <p>Format: AMQP 0-9-1 §4.2 and the method definitions of RabbitMQ's amqp0-9-1.extended.xml.
 */
package io.volok.codec.amqp;
