package io.volok.log;

import io.volok.log.CompactionPass.Replacement;
import io.volok.log.store.LogStore;
import java.util.ArrayList;
import java.util.List;

/**
 * A log's side of compaction, on the owner: when a pass is due, what it may look at, and how its result is put in
 * place.
 */
final class LogCompaction {

    private final LogStore store;
    private final SegmentChain chain;
    private long cleanedEndOffset;
    private boolean running;

    LogCompaction(LogStore store, SegmentChain chain) {
        this.store = store;
        this.chain = chain;
        this.cleanedEndOffset = store.cleanedEndOffset();
    }

    long cleanedEndOffset() {
        return cleanedEndOffset;
    }

    void running(boolean now) {
        running = now;
    }

    /** The task of a pass that is due, null if none is. */
    CompactionTask due(LogConfig config, long startOffset, long nowMs, CompactionView view) {
        LogConfig.Compaction settings = config.compaction();
        if (!settings.enabled() || running) {
            return null;
        }
        long from = Math.max(cleanedEndOffset, startOffset);
        List<Segment> segments = cleanable(from, nowMs - settings.lagMsMin(), view.stableEndOffset());
        long cleanBytes = 0;
        long dirtyBytes = 0;
        Segment firstDirty = null;
        for (Segment segment : segments) {
            if (segment.endOffset() <= from) {
                cleanBytes += segment.size();
            } else {
                dirtyBytes += segment.size();
                firstDirty = firstDirty == null ? segment : firstDirty;
            }
        }
        boolean worthIt = dirtyBytes > settings.dirtyRatioMin() * (cleanBytes + dirtyBytes);
        if (dirtyBytes == 0 || !worthIt && !overdue(firstDirty, settings.lagMsMax(), nowMs)) {
            return null;
        }
        return new CompactionTask(store, view, segments, from, nowMs, settings.deleteRetentionMs(),
                config.segments().bytes());
    }

    private List<Segment> cleanable(long cleanedEnd, long timestampMax, long stableEndOffset) {
        List<Segment> found = new ArrayList<>();
        for (int i = 0; i < chain.count(); i++) {
            Segment segment = chain.get(i);
            boolean settled = segment.endOffset() <= cleanedEnd || segment.maxTimestamp() <= timestampMax;
            if (!segment.stored().sealed() || segment.endOffset() > stableEndOffset || !settled) {
                break;
            }
            found.add(segment);
        }
        return found;
    }

    private static boolean overdue(Segment firstDirty, long lagMsMax, long nowMs) {
        if (lagMsMax == Long.MAX_VALUE) {
            return false;
        }
        BatchWalk walk = new BatchWalk(firstDirty.stored(), 0, firstDirty.size());
        return walk.next() && nowMs - walk.maxTimestamp() > lagMsMax;
    }

    /** Whether segments are still neighbours in the log. */
    boolean holds(List<Segment> segments) {
        int index = indexOf(segments.getFirst());
        if (index < 0 || index + segments.size() > chain.count()) {
            return false;
        }
        for (int i = 0; i < segments.size(); i++) {
            if (chain.get(index + i) != segments.get(i)) {
                return false;
            }
        }
        return true;
    }

    private int indexOf(Segment segment) {
        for (int i = 0; i < chain.count(); i++) {
            if (chain.get(i) == segment) {
                return i;
            }
        }
        return -1;
    }

    /** Puts a replacement in place; -1 if what it replaces is no longer there, else the bytes that went. */
    long replace(Replacement replacement, long graceMs) {
        int index = indexOf(replacement.first());
        if (index < 0) {
            return -1;
        }
        long bytes = 0;
        for (int i = 0; i < replacement.count(); i++) {
            bytes += chain.get(index + i).size();
        }
        long end = chain.get(index + replacement.count() - 1).endOffset();
        chain.replace(index, replacement.count(), replacement.stored(), end, graceMs);
        return bytes;
    }

    void cleanedTo(long offset) {
        store.saveCleanedEndOffset(offset);
        cleanedEndOffset = offset;
    }

    /** The log was cut: what comes there now has not been cleaned. */
    void truncated(long offset) {
        if (offset < cleanedEndOffset) {
            cleanedTo(offset);
        }
    }
}
