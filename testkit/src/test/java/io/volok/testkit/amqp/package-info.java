/**
 * Conversations of RabbitMQ's own Java client with a whole node. With the system property {@code volok.amqp.port} they
 * run against whatever broker listens there, which is how RabbitMQ itself is compared.
 */
package io.volok.testkit.amqp;
