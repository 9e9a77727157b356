package io.volok.broker.queue;

/**
 * Where a durable queue's acknowledgements are kept: the cursor log of its virtual host, which stores opaque entries
 * and hands them back, in order, to {@link Queue#replay} at recovery.
 *
 * <p>A queue writes at most one entry per batch and lane. The implementation gathers the entries of a batch and appends
 * them with one write; they need not be durable before anything else happens, since a lost acknowledgement is a
 * redelivery. When its log has grown it asks every queue for {@link Queue#snapshot} and drops what was before.
 */
public interface QueueFacts {

    /** Keeps one entry of a queue; the bytes are copied. */
    void append(long queueId, byte[] entry, int offset, int length);
}
