package io.volok.log.store;

/**
 * A log could not do what its owner asked. Sealed, so that the owner can tell what may be tried again from what must
 * stop it.
 *
 * <p>Whichever it is, the state in memory is not ahead of the store: offsets that were not appended do not exist.
 */
public abstract sealed class LogFailed extends RuntimeException
        permits AppendFailed, CorruptLog, DiskFull, FencedWriter, SegmentSealed, StaleSegmentList, StoreFailed {

    private final transient LogId log;

    LogFailed(LogId log, String message, Throwable cause) {
        super(log + ": " + message, cause);
        this.log = log;
    }

    /** The log concerned. */
    public final LogId log() {
        return log;
    }
}
