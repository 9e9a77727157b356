package io.volok.broker.vhost;

/** Where a stream reader begins: {@code x-stream-offset}. */
public sealed interface StreamStart {

    /** The oldest message that is kept. */
    record First() implements StreamStart {
    }

    /** The last batch that is there. */
    record Last() implements StreamStart {
    }

    /** What comes from now on; the default. */
    record Next() implements StreamStart {
    }

    /** An offset; one that is no longer kept begins with the oldest, one that is not there yet waits for it. */
    record AtOffset(long offset) implements StreamStart {
    }

    /** The first message at or after a time in milliseconds since the epoch. */
    record AtTime(long timestampMs) implements StreamStart {
    }
}
