package io.volok.log;

import java.nio.ByteBuffer;
import java.util.Optional;

/** Finds bytes in a chain of segments. The caller has checked that offsets lie in the log. */
final class LogReader {

    private final SegmentChain chain;

    LogReader(SegmentChain chain) {
        this.chain = chain;
    }

    LogSlice read(long offset, int maxBytes, long endOffset) {
        for (int i = chain.indexOf(offset); i < chain.count(); i++) {
            Segment segment = chain.get(i);
            int position = segment.find(offset);
            if (position >= 0) {
                int firstSize = segment.foundSize();
                int limit = limit(segment, position, endOffset);
                if (limit <= position) {
                    return LogSlice.EMPTY;
                }
                segment.stored().pin();
                int length = Math.min(limit - position, Math.max(maxBytes, firstSize));
                return new LogSlice(segment.stored(), position, length);
            }
        }
        return LogSlice.EMPTY;
    }

    /** Position behind the last batch that lies wholly below an end offset. */
    private static int limit(Segment segment, int position, long endOffset) {
        if (endOffset >= segment.endOffset()) {
            return (int) segment.size();
        }
        int found = segment.find(endOffset);
        return found < 0 ? (int) segment.size() : Math.max(found, position);
    }

    int readInto(long offset, ByteBuffer target) {
        for (int i = chain.indexOf(offset); i < chain.count(); i++) {
            int count = chain.get(i).readInto(offset, target);
            if (count != 0) {
                return count;
            }
        }
        return 0;
    }

    Optional<TimestampOffset> offsetForTimestamp(long timestamp, long startOffset) {
        for (int i = 0; i < chain.count(); i++) {
            Segment segment = chain.get(i);
            if (segment.maxTimestamp() >= timestamp && segment.endOffset() > startOffset) {
                TimestampOffset found = segment.findTimestamp(timestamp, startOffset);
                if (found != null) {
                    return Optional.of(found);
                }
            }
        }
        return Optional.empty();
    }

    Optional<TimestampOffset> maxTimestamp(long startOffset) {
        TimestampOffset best = null;
        for (int i = 0; i < chain.count(); i++) {
            Segment segment = chain.get(i);
            boolean better = best == null || segment.maxTimestamp() > best.timestamp();
            if (segment.size() > 0 && segment.endOffset() > startOffset && better) {
                best = new TimestampOffset(segment.maxTimestamp(), segment.maxTimestampOffset());
            }
        }
        return Optional.ofNullable(best);
    }
}
