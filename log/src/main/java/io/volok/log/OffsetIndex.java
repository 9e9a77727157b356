package io.volok.log;

/** Sparse map from offsets to positions in a segment. */
final class OffsetIndex {

    /** Offset relative to the segment's base, position. */
    static final int ENTRY_BYTES = 8;

    private OffsetIndex() {
    }
}
