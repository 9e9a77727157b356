/**
 * The shard: who drives the domain, and when. Called by everything in the broker; implemented by event loops in
 * {@code server.runtime} and by {@link io.volok.broker.shard.ManualShard} in tests.
 */
package io.volok.broker.shard;
