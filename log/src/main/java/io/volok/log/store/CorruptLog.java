package io.volok.log.store;

/** Bytes in the middle of a log are not what was written. Never skipped in silence: somebody has to look at it. */
public final class CorruptLog extends LogFailed {

    private final long segmentBaseOffset;
    private final long position;

    /** Names the place and what is wrong there. */
    public CorruptLog(LogId log, long segmentBaseOffset, long position, String reason) {
        super(log, "corrupt in segment %020d at position %d: %s".formatted(segmentBaseOffset, position, reason), null);
        this.segmentBaseOffset = segmentBaseOffset;
        this.position = position;
    }

    /** Base offset of the segment concerned. */
    public long segmentBaseOffset() {
        return segmentBaseOffset;
    }

    /** Byte position in the segment at which the first bad batch starts. */
    public long position() {
        return position;
    }
}
