/**
 * The queue: a log of its own and an ack cursor, with consumers to whom the broker pushes.
 *
 * <p>Called by {@code broker.vhost} (which owns queues and implements the ports {@link io.volok.broker.queue.LaneLogs},
 * {@link io.volok.broker.queue.QueueFacts}, {@link io.volok.broker.queue.DeadLetters} and
 * {@link io.volok.broker.queue.QueueOwner}) and by protocol sessions. Everything here is owned by the shard of the
 * queue's virtual host; nothing here has a lock, a clock, a thread or a file.
 *
 * <p>AMQP 0-9-1 §1.7 and §1.8, with RabbitMQ's extensions.
 */
package io.volok.broker.queue;
