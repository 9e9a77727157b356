/**
 * Exchange types as pure functions: which destinations do the bindings of an exchange give for a message?
 *
 * <p>A {@link io.volok.broker.routing.BindingTable} holds the bindings of one exchange in the form its type matches
 * fastest; the {@link io.volok.broker.routing.Router} follows bindings between exchanges and alternate exchanges.
 * Nothing here knows queues, logs or permissions. Owned by the shard of the virtual host. AMQP 0-9-1 §3.1 and
 * RabbitMQ's extensions.
 */
package io.volok.broker.routing;
