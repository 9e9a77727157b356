package io.volok.server.net;

import io.netty.util.internal.PlatformDependent;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How much may wait to be sent on one connection: the less, the more connections there are, so that any number of peers
 * that do not read cannot use up the memory. Shared by all connections of a broker; any thread.
 */
final class SendWindow {

    static final int MOST_BYTES = 1 << 20;
    static final int LEAST_BYTES = 32 << 10;
    private static final int DIRECT_PART = 4;
    private static final int HEAP_PART = 8;

    private final long budgetBytes;
    private final AtomicInteger connections = new AtomicInteger();

    SendWindow(long budgetBytes) {
        this.budgetBytes = budgetBytes;
    }

    /** A part of the memory that this process may have. */
    static SendWindow ofProcess() {
        return new SendWindow(Math.min(PlatformDependent.maxDirectMemory() / DIRECT_PART,
                Runtime.getRuntime().maxMemory() / HEAP_PART));
    }

    void opened() {
        connections.incrementAndGet();
    }

    void closed() {
        connections.decrementAndGet();
    }

    /** A power of two, so that it does not change with every connection. */
    int bytes() {
        long share = budgetBytes / Math.max(1, connections.get());
        return share >= MOST_BYTES ? MOST_BYTES : Math.max(LEAST_BYTES, Integer.highestOneBit((int) share));
    }
}
