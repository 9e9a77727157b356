package io.volok.log;

import io.volok.log.store.LogStore;
import io.volok.log.store.SegmentList;
import io.volok.log.store.StoredSegment;
import java.util.ArrayList;
import java.util.List;

/**
 * The segments of a log in order, kept in step with the list in the store: the store changes first, so a failure
 * changes nothing.
 */
final class SegmentChain {

    private final LogStore store;
    private final ArrayList<Segment> segments;
    private SegmentList list;
    private long sealedBytes;

    SegmentChain(LogStore store, List<Segment> recovered) {
        this.store = store;
        this.segments = new ArrayList<>(recovered);
        this.list = store.segments();
        countSealedBytes();
    }

    int count() {
        return segments.size();
    }

    Segment get(int index) {
        return segments.get(index);
    }

    /** The segment that is appended to; null if a new one has to be begun first. */
    Segment open() {
        Segment last = last();
        return last == null || last.stored().sealed() ? null : last;
    }

    Segment last() {
        return segments.isEmpty() ? null : segments.getLast();
    }

    long sizeBytes() {
        Segment open = open();
        return open == null ? sealedBytes : sealedBytes + open.size();
    }

    /** Index of the segment in which an offset lies, or the first one if it is below all of them. */
    int indexOf(long offset) {
        int low = 0;
        int high = segments.size() - 1;
        if (segments.get(high).baseOffset() <= offset) {
            return high;
        }
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (segments.get(middle).baseOffset() <= offset) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    Segment begin(long baseOffset) {
        StoredSegment stored = store.create(list, baseOffset);
        list = store.segments();
        Segment segment = new Segment(store.id(), stored, baseOffset);
        segments.add(segment);
        return segment;
    }

    /** Seals the open segment. */
    void seal() {
        Segment open = open();
        open.seal();
        sealedBytes += open.size();
    }

    void removeFirst(int count, long graceMs) {
        remove(segments.subList(0, count), graceMs);
    }

    void removeFrom(int index, long graceMs) {
        remove(segments.subList(index, segments.size()), graceMs);
    }

    private void remove(List<Segment> gone, long graceMs) {
        if (gone.isEmpty()) {
            return;
        }
        list = store.remove(list, stored(gone), graceMs);
        gone.clear();
        countSealedBytes();
    }

    /** Puts one segment in the place of a run of neighbours. */
    void replace(int index, int count, StoredSegment replacement, long endOffset, long graceMs) {
        List<Segment> gone = segments.subList(index, index + count);
        list = store.replace(list, stored(gone), replacement, graceMs);
        gone.clear();
        segments.add(index, new Segment(store.id(), replacement, endOffset));
        countSealedBytes();
    }

    private static List<StoredSegment> stored(List<Segment> segments) {
        return segments.stream().map(Segment::stored).toList();
    }

    private void countSealedBytes() {
        sealedBytes = 0;
        for (Segment segment : segments) {
            sealedBytes += segment.stored().sealed() ? segment.size() : 0;
        }
    }
}
