/**
 * RabbitMQ's management API: its paths, field names, status codes and permission tags, over Volok's own domain.
 *
 * <p>Endpoints run on the HTTP loop. What they need of a virtual host they ask on its shard; the catalog's image is for
 * everybody. Refusals leave as {@link io.volok.server.admin.HttpRefusal}. Statistics are plain objects on the shards,
 * sampled by a timer, so that the paths of messages know nothing of them.
 */
package io.volok.server.admin.api;
