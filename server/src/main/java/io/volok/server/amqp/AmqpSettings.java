package io.volok.server.amqp;

/**
 * What the AMQP face can be tuned to.
 *
 * @param channelMax highest channel number offered, 0 for no limit
 * @param frameMax largest frame offered, in bytes with its frame header and end octet
 * @param heartbeatSeconds heartbeat offered, 0 for none
 * @param maxMessageSize largest message body accepted, in bytes
 * @param handshakeTimeoutMs how long a client may take from the first byte to connection.open
 * @param closeTimeoutMs how long to wait for close-ok after connection.close
 * @param silentCloseDelayMs how long a client that cannot answer waits before its socket is closed
 * @param consumersPerChannel how many consumers one channel may have, 0 for no limit
 * @param serverVersion the RabbitMQ version whose behaviour is offered; clients parse it
 * @param clusterName this broker's name for operators
 * @param anonymousUser as whom a client logs in that does not say who it is; null if none may
 * @param anonymousPassword that user's password
 * @param contentBytes memory for unfinished contents on each shard, before connections have to wait
 */
public record AmqpSettings(
        int channelMax,
        int frameMax,
        int heartbeatSeconds,
        long maxMessageSize,
        long handshakeTimeoutMs,
        long closeTimeoutMs,
        long silentCloseDelayMs,
        int consumersPerChannel,
        String serverVersion,
        String clusterName,
        String anonymousUser,
        String anonymousPassword,
        long contentBytes) {

    /** Smallest frame_max that the specification allows. */
    static final int FRAME_MIN_SIZE = 4096;

    /** RabbitMQ's defaults. */
    public static AmqpSettings defaults() {
        return new AmqpSettings(2047, 131_072, 60, 16L << 20, 10_000, 30_000, 1_000, 0, "4.3.0", "volok",
                null, null, 64L << 20);
    }

    /** The same with another limit for message bodies. */
    public AmqpSettings withMaxMessageSize(long bytes) {
        return new AmqpSettings(channelMax, frameMax, heartbeatSeconds, bytes, handshakeTimeoutMs, closeTimeoutMs,
                silentCloseDelayMs, consumersPerChannel, serverVersion, clusterName, anonymousUser,
                anonymousPassword, contentBytes);
    }

    /** The same with another name for operators. */
    public AmqpSettings withClusterName(String name) {
        return new AmqpSettings(channelMax, frameMax, heartbeatSeconds, maxMessageSize, handshakeTimeoutMs,
                closeTimeoutMs, silentCloseDelayMs, consumersPerChannel, serverVersion, name, anonymousUser,
                anonymousPassword, contentBytes);
    }

    /** The same with another tuning offer. */
    public AmqpSettings withTuning(int newChannelMax, int newFrameMax, int newHeartbeatSeconds) {
        return new AmqpSettings(newChannelMax, newFrameMax, newHeartbeatSeconds, maxMessageSize, handshakeTimeoutMs,
                closeTimeoutMs, silentCloseDelayMs, consumersPerChannel, serverVersion, clusterName, anonymousUser,
                anonymousPassword, contentBytes);
    }

    /** The same with a user for clients that do not say who they are. */
    public AmqpSettings withAnonymous(String user, String password) {
        return new AmqpSettings(channelMax, frameMax, heartbeatSeconds, maxMessageSize, handshakeTimeoutMs,
                closeTimeoutMs, silentCloseDelayMs, consumersPerChannel, serverVersion, clusterName, user, password,
                contentBytes);
    }

    /** The same with another memory for unfinished contents. */
    public AmqpSettings withContentBytes(long bytes) {
        return new AmqpSettings(channelMax, frameMax, heartbeatSeconds, maxMessageSize, handshakeTimeoutMs,
                closeTimeoutMs, silentCloseDelayMs, consumersPerChannel, serverVersion, clusterName, anonymousUser,
                anonymousPassword, bytes);
    }
}
