package io.volok.log.store;

import java.util.List;

/**
 * The segments of a log at one moment.
 *
 * @param version  changes with every change of the list
 * @param segments by ascending base offset; only the last one can be open
 */
public record SegmentList(long version, List<StoredSegment> segments) {

    /** Copies the list. */
    public SegmentList {
        segments = List.copyOf(segments);
    }
}
