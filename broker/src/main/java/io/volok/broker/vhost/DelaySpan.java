package io.volok.broker.vhost;

/**
 * A span of time in which delayed messages are due. The farther away, the wider: narrow spans are released from, wide
 * ones are moved into narrower ones, piece by piece, some time before they begin.
 *
 * @param startMs its first millisecond
 * @param width how wide it is
 */
record DelaySpan(long startMs, Width width) {

    /** How wide spans are, how far ahead they are used, and how long before their start they are dissolved. */
    enum Width {
        NARROW(10_000, 10 * 60_000, 1_000),
        WIDE(10 * 60_000, 24 * 3_600_000, 60_000),
        WIDEST(12 * 3_600_000, Long.MAX_VALUE, 15 * 60_000);

        private final long ms;
        private final long horizonMs;
        private final long leadMs;

        Width(long ms, long horizonMs, long leadMs) {
            this.ms = ms;
            this.horizonMs = horizonMs;
            this.leadMs = leadMs;
        }

        private static Width ofMs(long ms) {
            for (Width width : values()) {
                if (width.ms == ms) {
                    return width;
                }
            }
            throw new IllegalArgumentException("no span of delayed messages is " + ms + " ms wide");
        }
    }

    /** The span for a message that is due at a time; never one that is being dissolved already. */
    static DelaySpan of(long dueMs, long nowMs) {
        for (Width width : Width.values()) {
            DelaySpan span = new DelaySpan(dueMs - dueMs % width.ms, width);
            if (dueMs - nowMs < width.horizonMs) {
                return width == Width.NARROW || span.nearMs() > nowMs ? span : narrower(dueMs, width);
            }
        }
        throw new IllegalStateException("no span for " + dueMs);
    }

    private static DelaySpan narrower(long dueMs, Width than) {
        Width width = Width.values()[than.ordinal() - 1];
        return new DelaySpan(dueMs - dueMs % width.ms, width);
    }

    /** Reads a span from the name of its log. */
    static DelaySpan ofName(String name) {
        int dash = name.indexOf('-');
        return new DelaySpan(Long.parseLong(name.substring(0, dash)), Width.ofMs(Long.parseLong(name.substring(dash + 1))));
    }

    /** The name of its log. */
    String name() {
        return startMs + "-" + width.ms;
    }

    boolean isNarrow() {
        return width == Width.NARROW;
    }

    /** When its messages have to be looked at: loaded or moved. */
    long nearMs() {
        return startMs - width.leadMs;
    }

    /** The first millisecond after it. */
    long endMs() {
        return startMs + width.ms;
    }
}
