package io.volok.log.store;

/** The list of segments was changed by somebody else since the caller read it. */
public final class StaleSegmentList extends LogFailed {

    /** Says what happened; {@code cause} may be null. */
    public StaleSegmentList(LogId log, String message, Throwable cause) {
        super(log, message, cause);
    }
}
