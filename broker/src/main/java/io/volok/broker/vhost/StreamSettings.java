package io.volok.broker.vhost;

/**
 * The settings of a stream that its arguments and policies give; -1 where nothing is said.
 *
 * @param maxAgeMs {@code x-max-age}
 * @param maxLengthBytes {@code x-max-length-bytes}
 * @param segmentBytes {@code x-stream-max-segment-size-bytes}
 */
public record StreamSettings(long maxAgeMs, long maxLengthBytes, long segmentBytes) {

    /** Nothing is said. */
    public static final StreamSettings DEFAULT = new StreamSettings(-1, -1, -1);
}
