package io.volok.server.net;

import io.netty.channel.AdaptiveRecvByteBufAllocator;

/**
 * How much is read at a time from a socket whose handlers may keep what was read (TLS, HTTP): small for a quiet
 * connection, large for a busy one. The others use {@link SharedReads}.
 */
final class ReadSizes extends AdaptiveRecvByteBufAllocator {

    private static final int MIN_BYTES = 1024;
    private static final int INITIAL_BYTES = 8 * 1024;
    private static final int MAX_BYTES = 256 * 1024;
    /** Reads of one socket per round: more would let one connection keep the others waiting. */
    static final int READS_PER_ROUND = 4;

    ReadSizes() {
        super(MIN_BYTES, INITIAL_BYTES, MAX_BYTES);
        maxMessagesPerRead(READS_PER_ROUND);
    }
}
