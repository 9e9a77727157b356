/**
 * Commits that touch several logs of a virtual host, and are there as a whole or not at all after a crash. Called by
 * virtual hosts; queues, partitions and whatever else has a log of its own implement {@link
 * io.volok.broker.commit.Share}. Owned by the virtual host's shard.
 */
package io.volok.broker.commit;
