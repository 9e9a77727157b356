package io.volok.log.store;

/** An append to a segment that has been sealed: a bug of the caller. */
public final class SegmentSealed extends LogFailed {

    /** Says what happened; {@code cause} may be null. */
    public SegmentSealed(LogId log, String message, Throwable cause) {
        super(log, message, cause);
    }
}
