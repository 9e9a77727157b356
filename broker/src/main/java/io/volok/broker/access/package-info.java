/**
 * Who may do what: users, RabbitMQ-compatible password hashes, permissions and topic permissions.
 *
 * <p>Values and pure checks; the cluster-wide catalog holds the users and permissions and hands them out as an
 * immutable image. A session keeps one {@link io.volok.broker.access.Grants} for the life of its connection, on its own
 * shard.
 */
package io.volok.broker.access;
