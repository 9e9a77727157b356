package io.volok.server.kafka.share;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** How many share sessions are open on all connections, how many may be, and a number for each. Any thread. */
public final class SessionLimit {

    /** No more sessions may be opened. */
    static final long REACHED = -1;

    private final int limit;
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicLong numbers = new AtomicLong();

    public SessionLimit(int limit) {
        this.limit = limit;
    }

    /** Counts one more session; its number, or {@link #REACHED}. */
    long open() {
        if (open.incrementAndGet() > limit) {
            open.decrementAndGet();
            return REACHED;
        }
        return numbers.getAndIncrement();
    }

    void closed() {
        open.decrementAndGet();
    }
}
