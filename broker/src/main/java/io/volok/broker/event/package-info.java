/**
 * What happens in the broker, told to whoever is bound to the exchange {@code amq.rabbitmq.event}, under the names of
 * RabbitMQ's event exchange plugin. Whoever changes something may tell; the server's runtime passes it on.
 */
package io.volok.broker.event;
