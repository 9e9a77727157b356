package io.volok.log.store;

/** Writing to the open segment failed and the state of its tail is not known: the owner must stop (fail-stop). */
public final class AppendFailed extends LogFailed {

    /** Says what happened; {@code cause} may be null. */
    public AppendFailed(LogId log, String message, Throwable cause) {
        super(log, message, cause);
    }
}
