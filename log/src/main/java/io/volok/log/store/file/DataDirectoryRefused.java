package io.volok.log.store.file;

/**
 * A data directory cannot be used. The message is a sentence for the person who started the broker; nothing was
 * touched.
 */
public final class DataDirectoryRefused extends RuntimeException {

    /** Why. */
    public enum Reason {
        /** Another process has it. */
        IN_USE,
        /** It cannot be created or written. */
        NOT_WRITABLE,
        /** It was written by a later version. */
        NEWER_FORMAT,
        /** Something else lives there. */
        NOT_OURS
    }

    private final Reason reason;

    DataDirectoryRefused(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    /** Why, for the exit code. */
    public Reason reason() {
        return reason;
    }
}
