/**
 * The HTTP side: health checks, metrics and RabbitMQ's management API.
 *
 * <p>Requests are served on an event loop of their own. An endpoint that needs domain data asks the owning shard and
 * answers when the shard has replied, so that a slow page never holds up messages and no loop waits for another.
 */
package io.volok.server.admin;
