/**
 * A virtual host: its exchanges, bindings and queues, the way of a published message to its queues, and what survives a
 * restart of all that.
 *
 * <p>{@link io.volok.broker.vhost.VirtualHost} is what sessions and the management interface call, on the vhost's shard
 * only; all calls are synchronous. Changes are decided against the {@code Topology}, written to the vhost's catalog log
 * as facts, and applied; recovery applies the same facts.
 */
package io.volok.broker.vhost;
