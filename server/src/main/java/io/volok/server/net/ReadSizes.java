package io.volok.server.net;

import io.netty.channel.AdaptiveRecvByteBufAllocator;

/**
 * How much is read from a socket at a time: small for a quiet connection, large for a busy one, so that ten thousand
 * idle connections cost little and a fast publisher is read in few calls.
 */
final class ReadSizes extends AdaptiveRecvByteBufAllocator {

    private static final int MIN_BYTES = 1024;
    private static final int INITIAL_BYTES = 8 * 1024;
    private static final int MAX_BYTES = 256 * 1024;
    /** Reads of one socket per round: more would let one connection keep the others waiting. */
    private static final int READS_PER_ROUND = 4;

    ReadSizes() {
        super(MIN_BYTES, INITIAL_BYTES, MAX_BYTES);
        maxMessagesPerRead(READS_PER_ROUND);
    }
}
