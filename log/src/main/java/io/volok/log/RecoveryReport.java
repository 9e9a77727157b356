package io.volok.log;

/**
 * What opening a log had to do.
 *
 * @param scannedBytes   bytes that were checked because they were not known to be clean
 * @param cutBytes       bytes of a torn tail that were cut off
 * @param droppedBatches whole batches behind a hole that power loss left; they had not been forced to disk
 */
public record RecoveryReport(long scannedBytes, long cutBytes, int droppedBatches) {

    /** Nothing to do. */
    public static final RecoveryReport CLEAN = new RecoveryReport(0, 0, 0);

    /** Whether anything was lost. */
    public boolean cut() {
        return cutBytes > 0;
    }
}
