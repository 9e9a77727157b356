package io.volok.log.store;

/** Reading, listing, creating or deleting failed. */
public final class StoreFailed extends LogFailed {

    /** Says what happened; {@code cause} may be null. */
    public StoreFailed(LogId log, String message, Throwable cause) {
        super(log, message, cause);
    }
}
