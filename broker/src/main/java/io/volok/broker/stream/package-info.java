/**
 * Streams are topics: what a virtual host calls a stream queue, put over the topic catalog.
 *
 * <p>Everything is called on the virtual host's shard. Partitions may live on other shards; calls go there as posted
 * tasks, in order, and answers come back the same way. Where both are one shard, it is plain calls.
 */
package io.volok.broker.stream;
