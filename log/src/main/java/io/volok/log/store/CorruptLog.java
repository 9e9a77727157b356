package io.volok.log.store;

/** Bytes in the middle of a log are not what was written. Never skipped in silence: somebody has to look at it. */
public final class CorruptLog extends LogFailed {

    private static final long UNKNOWN = -1;

    private final long segmentBaseOffset;
    private final long position;

    /** Names the place and what is wrong there. */
    public CorruptLog(LogId log, long segmentBaseOffset, long position, String reason) {
        super(log, "corrupt in segment %020d at position %d: %s".formatted(segmentBaseOffset, position, reason), null);
        this.segmentBaseOffset = segmentBaseOffset;
        this.position = position;
    }

    /** Names the offset from which on what was read makes no sense. */
    public CorruptLog(LogId log, long offset, String reason) {
        super(log, "corrupt behind offset %d: %s".formatted(offset, reason), null);
        this.segmentBaseOffset = UNKNOWN;
        this.position = UNKNOWN;
    }

    /** Base offset of the segment concerned, -1 where only an offset is known. */
    public long segmentBaseOffset() {
        return segmentBaseOffset;
    }

    /** Byte position in the segment at which the first bad batch starts, -1 where only an offset is known. */
    public long position() {
        return position;
    }
}
