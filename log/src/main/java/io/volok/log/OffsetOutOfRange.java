package io.volok.log;

import io.volok.log.store.LogId;

/** A read below the start or above the end of a log. */
public final class OffsetOutOfRange extends RuntimeException {

    private final long offset;
    private final long startOffset;
    private final long endOffset;

    OffsetOutOfRange(LogId log, long offset, long startOffset, long endOffset) {
        super("%s: offset %d is outside [%d, %d]".formatted(log, offset, startOffset, endOffset), null, false, false);
        this.offset = offset;
        this.startOffset = startOffset;
        this.endOffset = endOffset;
    }

    /** The offset asked for. */
    public long offset() {
        return offset;
    }

    /** First offset of the log at that moment. */
    public long startOffset() {
        return startOffset;
    }

    /** End of the log at that moment, exclusive. */
    public long endOffset() {
        return endOffset;
    }
}
