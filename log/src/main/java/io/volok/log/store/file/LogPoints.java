package io.volok.log.store.file;

import io.volok.log.store.RecoveryPoint;

/**
 * What a data directory remembers about one log beside its segments. Immutable.
 *
 * @param startOffset the log's start offset
 * @param cleanedEndOffset how far the log has been compacted
 * @param latest      newest recovery point, null if there is none
 * @param synced      newest recovery point below which everything was forced, null if there is none
 * @param suspect     whether the machine went down since {@code latest} was written, so that only {@code synced} counts
 */
record LogPoints(long startOffset, long cleanedEndOffset, RecoveryPoint latest, RecoveryPoint synced, boolean suspect) {

    static final LogPoints NONE = new LogPoints(0, 0, null, null, false);

    LogPoints withStartOffset(long offset) {
        return new LogPoints(offset, cleanedEndOffset, latest, synced, suspect);
    }

    LogPoints withCleanedEndOffset(long offset) {
        return new LogPoints(startOffset, offset, latest, synced, suspect);
    }

    LogPoints withPoint(RecoveryPoint point, boolean forced) {
        return new LogPoints(startOffset, cleanedEndOffset, point, forced ? point : before(point), false);
    }

    /** A cut moves the point back; an older forced point above it must not survive. */
    private RecoveryPoint before(RecoveryPoint point) {
        return synced != null && synced.endOffset() <= point.endOffset()
                && synced.segmentBaseOffset() <= point.segmentBaseOffset() ? synced : null;
    }

    /** As found after the machine was started anew. */
    LogPoints afterReboot() {
        return latest != null && latest.equals(synced) ? this
                : new LogPoints(startOffset, cleanedEndOffset, synced, synced, true);
    }

    /** The point that a start may rely on, null if none. */
    RecoveryPoint trusted() {
        return suspect ? synced : latest;
    }
}
