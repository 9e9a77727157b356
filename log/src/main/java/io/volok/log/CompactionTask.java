package io.volok.log;

import io.volok.log.store.LogStore;
import java.util.List;

/**
 * What one compaction pass works on: taken on the owner, then left to the background thread. The segments are pinned.
 *
 * @param store             where replacements are prepared
 * @param view              producers and transactions
 * @param segments          sealed segments from the log's start, the first ones compacted before
 * @param cleanedEndOffset  where the last pass ended: keys are collected from here on
 * @param nowMs             the time of the decision
 * @param deleteRetentionMs how long tombstones stay visible
 * @param segmentBytes      size up to which neighbours are merged
 */
record CompactionTask(LogStore store, CompactionView view, List<Segment> segments, long cleanedEndOffset, long nowMs,
                      long deleteRetentionMs, int segmentBytes) {

    CompactionTask {
        segments = List.copyOf(segments);
    }

    long endOffset() {
        return segments.getLast().endOffset();
    }

    void pin() {
        segments.forEach(segment -> segment.stored().pin());
    }

    void unpin() {
        segments.forEach(segment -> segment.stored().unpin());
    }
}
