package io.volok.server.runtime;

/** The broker does not start. The message is a sentence for the operator; nothing has been changed on disk. */
public final class StartRefused extends Exception {

    private static final long serialVersionUID = 1L;

    /** What stood in the way, for the exit code. */
    public enum Reason {
        /** The data directory is in use, unwritable, or not ours to open. */
        DATA_DIRECTORY,
        /** A port cannot be listened on. */
        PORT,
        /** What is stored is damaged. */
        STORE
    }

    private final Reason reason;

    StartRefused(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    /** What stood in the way. */
    public Reason reason() {
        return reason;
    }
}
