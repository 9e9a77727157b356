package io.volok.server.runtime;

import io.volok.log.store.LogId;
import io.volok.server.config.ListenAddress;
import java.io.IOException;
import java.util.Locale;

/** The broker does not start. The message is a sentence for the operator; nothing has been changed on disk. */
public final class StartRefused extends Exception {

    private static final long serialVersionUID = 1L;

    /** What stood in the way, for the exit code. */
    public enum Reason {
        /** The data directory is in use, unwritable, or not ours to open. */
        DATA_DIRECTORY,
        /** What was configured cannot be done. */
        CONFIGURATION,
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

    /** An address cannot be listened on. */
    static StartRefused port(String protocol, ListenAddress address, IOException cause) {
        String option = "--" + protocol.toLowerCase(Locale.ROOT) + "-port";
        return new StartRefused(Reason.PORT, "The " + protocol + " address " + address
                + " cannot be listened on (" + cause.getMessage()
                + "). Stop the program that has it, or choose another port with " + option + ".", cause);
    }

    /** What is stored is not what was written; nothing was changed. */
    static StartRefused damaged(String what, LogId log, Throwable cause) {
        return new StartRefused(Reason.STORE, what + ". Nothing was changed. Put the folder " + log
                + " of the data directory back from a backup; or move it away, and Volok starts without what was in it.",
                cause);
    }

    /** What stood in the way. */
    public Reason reason() {
        return reason;
    }
}
