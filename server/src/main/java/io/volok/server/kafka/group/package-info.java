/**
 * The APIs of groups: one handler per API, each a thin layer over the group coordinator.
 *
 * <p>A handler checks permissions, turns topic ids into names and back, asks the coordinator and gives the answer the
 * shape of the request's version. {@link io.volok.server.kafka.group.GroupHandlers} enters them into the table of
 * APIs. Handlers hold no state; they are called on a session's shard and answer from the coordinator's threads
 * through {@link io.volok.server.kafka.wire.Exchange}, which posts to the session.
 */
package io.volok.server.kafka.group;
