/**
 * Facts on disk, and the catalog of what belongs to the whole broker: virtual hosts, users, permissions, policies and
 * parameters.
 *
 * <p>A fact is a small versioned binary record ({@link io.volok.broker.catalog.FactWriter}); a
 * {@link io.volok.broker.catalog.FactLog} keeps facts in order and rewrites itself as a snapshot when most of them are
 * dead. Virtual hosts keep their own facts in their own logs through the same classes. The broker-wide catalog belongs
 * to shard 0; everybody may read its image.
 */
package io.volok.broker.catalog;
