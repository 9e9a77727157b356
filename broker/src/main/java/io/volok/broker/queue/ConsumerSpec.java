package io.volok.broker.queue;

import java.util.Objects;

/**
 * What a consumer asked for.
 *
 * @param tag       its consumer tag, unique within its session's channel
 * @param noAck     whether deliveries settle by being sent
 * @param exclusive whether it wants to be alone
 * @param priority  {@code x-priority}; higher is served first
 * @param prefetch  how many unacknowledged deliveries it may hold, 0 for no limit
 * @param timeoutMs {@code x-consumer-timeout}, or -1 for the queue's
 */
public record ConsumerSpec(
        String tag, boolean noAck, boolean exclusive, int priority, int prefetch, long timeoutMs) {

    public ConsumerSpec {
        Objects.requireNonNull(tag);
    }

    /** A consumer of priority 0 without further wishes. */
    public static ConsumerSpec of(String tag, boolean noAck, int prefetch) {
        return new ConsumerSpec(tag, noAck, false, 0, prefetch, QueueSettings.UNSET);
    }
}
