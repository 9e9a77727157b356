package io.volok.broker.vhost;

/**
 * What can be set on a virtual host while it runs.
 *
 * @param defaultQueueType the {@code x-queue-type} of durable shared queues that are declared without one; null or
 *     {@code classic} for none
 * @param limits its limits
 */
public record VhostSettings(String defaultQueueType, VhostLimits limits) {

    /** Nothing is set. */
    public static final VhostSettings DEFAULT = new VhostSettings(null, VhostLimits.NONE);

    /** A classic queue needs no type, so that saying "classic" is saying nothing. */
    public VhostSettings {
        defaultQueueType = "classic".equals(defaultQueueType) || "undefined".equals(defaultQueueType)
                ? null : defaultQueueType;
    }
}
