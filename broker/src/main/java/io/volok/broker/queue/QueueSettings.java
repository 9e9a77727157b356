package io.volok.broker.queue;

import java.util.Objects;

/**
 * What may change during the life of a queue: the limits and routes that come from its arguments, merged by the virtual
 * host with policies and operator policies. {@link #UNSET} (-1) stands for "no limit".
 *
 * @param expiry            times to live
 * @param deadLettering     where dead messages go; {@link DeadLettering#NONE} when they are dropped
 * @param limits            length limits
 * @param retry             delivery limit and delayed retry (quorum queues)
 * @param consumerTimeoutMs how long a delivery may stay unacknowledged (quorum queues), or -1
 * @param retention         how long acknowledged messages are kept for a replay
 */
public record QueueSettings(
        Expiry expiry,
        DeadLettering deadLettering,
        Limits limits,
        Retry retry,
        long consumerTimeoutMs,
        Retention retention) {

    /** "No limit". */
    public static final long UNSET = -1;

    /** No limit at all. */
    public static final QueueSettings DEFAULT = new QueueSettings(
            Expiry.NONE, DeadLettering.NONE, Limits.NONE, Retry.NONE, UNSET, Retention.NONE);

    /** What a quorum queue without arguments has: a delivery limit of 20. */
    public static final QueueSettings QUORUM_DEFAULT = DEFAULT.with(Retry.QUORUM_DEFAULT);

    public QueueSettings {
        Objects.requireNonNull(expiry);
        Objects.requireNonNull(deadLettering);
        Objects.requireNonNull(limits);
        Objects.requireNonNull(retry);
        Objects.requireNonNull(retention);
    }

    public QueueSettings with(Expiry changed) {
        return new QueueSettings(changed, deadLettering, limits, retry, consumerTimeoutMs, retention);
    }

    public QueueSettings with(DeadLettering changed) {
        return new QueueSettings(expiry, changed, limits, retry, consumerTimeoutMs, retention);
    }

    public QueueSettings with(Limits changed) {
        return new QueueSettings(expiry, deadLettering, changed, retry, consumerTimeoutMs, retention);
    }

    public QueueSettings with(Retry changed) {
        return new QueueSettings(expiry, deadLettering, limits, changed, consumerTimeoutMs, retention);
    }

    public QueueSettings with(Retention changed) {
        return new QueueSettings(expiry, deadLettering, limits, retry, consumerTimeoutMs, changed);
    }

    public QueueSettings withConsumerTimeout(long changedMs) {
        return new QueueSettings(expiry, deadLettering, limits, retry, changedMs, retention);
    }

    /**
     * Times to live.
     *
     * @param messageTtlMs {@code x-message-ttl}, or -1
     * @param queueTtlMs   {@code x-expires}: life of an unused queue, or -1
     */
    public record Expiry(long messageTtlMs, long queueTtlMs) {
        public static final Expiry NONE = new Expiry(UNSET, UNSET);
    }

    /**
     * Where dead messages go.
     *
     * @param exchange    {@code x-dead-letter-exchange}, null when dead messages are dropped
     * @param routingKey  {@code x-dead-letter-routing-key}, null when a message keeps its own
     * @param atLeastOnce {@code x-dead-letter-strategy=at-least-once}: the dead message leaves its queue only when
     *                    every target has confirmed it
     */
    public record DeadLettering(String exchange, String routingKey, boolean atLeastOnce) {
        public static final DeadLettering NONE = new DeadLettering(null, null, false);

        public boolean isSet() {
            return exchange != null;
        }
    }

    /**
     * Length limits; they count ready messages and the bytes of their bodies.
     *
     * @param maxLength      {@code x-max-length}, or -1
     * @param maxLengthBytes {@code x-max-length-bytes}, or -1
     * @param overflow       what gives when a limit is passed
     */
    public record Limits(long maxLength, long maxLengthBytes, Overflow overflow) {
        public static final Limits NONE = new Limits(UNSET, UNSET, Overflow.DROP_HEAD);

        public Limits {
            Objects.requireNonNull(overflow);
        }

        public boolean isSet() {
            return maxLength >= 0 || maxLengthBytes >= 0;
        }
    }

    /** Which returned messages wait before they are delivered again ({@code x-delayed-retry-type}). */
    public enum DelayedRetry {
        DISABLED,
        /** All. */
        ALL,
        /** Those whose delivery count went up. */
        FAILED,
        /** Those whose delivery count did not. */
        RETURNED
    }

    /**
     * What happens to a message that comes back.
     *
     * @param deliveryLimit how many failed deliveries a message survives, or -1
     * @param delayed       which messages wait before their next delivery
     * @param delayMinMs    {@code x-delayed-retry-min}; the delay is min(min * failed deliveries, max), of which at least
     *                      one is counted
     * @param delayMaxMs    {@code x-delayed-retry-max}; without one (-1 or 0) it is the same as the minimum
     */
    public record Retry(long deliveryLimit, DelayedRetry delayed, long delayMinMs, long delayMaxMs) {
        public static final Retry NONE = new Retry(UNSET, DelayedRetry.DISABLED, UNSET, UNSET);
        public static final Retry QUORUM_DEFAULT = new Retry(20, DelayedRetry.DISABLED, UNSET, UNSET);

        public Retry {
            Objects.requireNonNull(delayed);
        }
    }

    /**
     * Queue history: how long acknowledged messages stay in the log, for {@link Queue#seek}.
     *
     * @param ackedMs age in milliseconds up to which acknowledged messages are kept, or -1 to drop them at once
     */
    public record Retention(long ackedMs) {
        public static final Retention NONE = new Retention(UNSET);
    }
}
