package io.volok.log.store;

/** A newer writer has opened this log; this one may not change it any more. */
public final class FencedWriter extends LogFailed {

    /** Says what happened; {@code cause} may be null. */
    public FencedWriter(LogId log, String message, Throwable cause) {
        super(log, message, cause);
    }
}
