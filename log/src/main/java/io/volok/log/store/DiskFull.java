package io.volok.log.store;

/**
 * There was no room for an append. Nothing of it was kept, the log stays writable, and the same append may be tried
 * later.
 */
public final class DiskFull extends LogFailed {

    /** Says what happened; {@code cause} may be null. */
    public DiskFull(LogId log, String message, Throwable cause) {
        super(log, message, cause);
    }
}
