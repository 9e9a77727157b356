package io.volok.log.store.file;

import io.volok.log.store.StoredSegment.Part;

/**
 * The names of a segment's files. All start with the base offset in twenty digits.
 *
 * <pre>
 * .log .index .timeindex            a sealed segment, and the data of the open one
 * .index.open .timeindex.open       indexes of the open segment as of the last clean point
 * .cleaned .cleaned.index ...       a replacement that is being written
 * .END.swap                         a finished replacement for all segments with bases below END
 * .log.N.deleted ...                removed, to be unlinked
 * .snapshot                         state that the log's owner derived from all records below the offset
 * </pre>
 */
final class SegmentFiles {

    static final String DATA = ".log";
    static final String OPEN = ".open";
    static final String CLEANED = ".cleaned";
    static final String SWAP = ".swap";
    static final String DELETED = ".deleted";
    static final String SNAPSHOT = ".snapshot";
    static final int OFFSET_DIGITS = 20;

    private SegmentFiles() {
    }

    static String prefix(long baseOffset) {
        String digits = Long.toString(baseOffset);
        return "0".repeat(OFFSET_DIGITS - digits.length()) + digits;
    }

    /** The offset that a file name starts with, -1 if it does not start with one. */
    static long offsetOf(String name) {
        if (name.length() <= OFFSET_DIGITS || name.charAt(OFFSET_DIGITS) != '.') {
            return -1;
        }
        long offset = 0;
        for (int i = 0; i < OFFSET_DIGITS; i++) {
            int digit = name.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            offset = offset * 10 + digit;
        }
        return offset;
    }

    static String suffix(String name) {
        return name.substring(OFFSET_DIGITS);
    }

    static String suffix(Part part) {
        return switch (part) {
            case DATA -> DATA;
            case OFFSET_INDEX -> ".index";
            case TIME_INDEX -> ".timeindex";
        };
    }

    static String swapName(long baseOffset, long endBaseOffset) {
        return prefix(baseOffset) + '.' + prefix(endBaseOffset) + SWAP;
    }
}
