package io.volok.log;

import io.volok.log.store.LogStore;
import io.volok.log.store.RecoveryPoint;
import io.volok.log.store.StoredSegment;
import java.nio.ByteBuffer;

/**
 * Removes the end of a log. A sealed segment is final, so one that has to be cut is copied up to the cut and
 * replaced.
 */
final class LogTruncation {

    private static final int COPY_BYTES = 1 << 18;

    private LogTruncation() {
    }

    static void cut(LogStore store, SegmentChain chain, long offset) {
        int keep = chain.count();
        while (keep > 0 && chain.get(keep - 1).baseOffset() >= offset) {
            keep--;
        }
        chain.removeFrom(keep, 0);
        if (keep == 0) {
            return;
        }
        Segment last = chain.get(keep - 1);
        int position = last.find(offset);
        if (position < 0) {
            return;
        }
        if (last.foundOffset() < offset) {
            throw new IllegalArgumentException("%s: %d lies inside the batch at %d".formatted(store.id(), offset,
                    last.foundOffset()));
        }
        RecoveryPoint remaining = walkTo(last.stored(), position, offset);
        if (!last.stored().sealed()) {
            last.truncate(position, remaining);
        } else if (position == 0) {
            chain.removeFrom(keep - 1, 0);
        } else {
            Segment copy = new Segment(store.id(), copy(store, last.stored(), position), offset);
            copy.resume(remaining);
            copy.seal();
            chain.replace(keep - 1, 1, copy.stored(), offset, 0);
        }
    }

    private static RecoveryPoint walkTo(StoredSegment stored, int position, long offset) {
        long first = Segment.NO_TIMESTAMP;
        long max = Segment.NO_TIMESTAMP;
        long maxOffset = stored.baseOffset();
        BatchWalk walk = new BatchWalk(stored, 0, position);
        while (walk.next()) {
            first = walk.position() == 0 ? walk.maxTimestamp() : first;
            if (walk.maxTimestamp() > max) {
                max = walk.maxTimestamp();
                maxOffset = walk.baseOffset();
            }
        }
        return new RecoveryPoint(stored.baseOffset(), position, offset, first, max, maxOffset);
    }

    private static StoredSegment copy(LogStore store, StoredSegment source, int bytes) {
        StoredSegment target = store.prepare(source.baseOffset());
        ByteBuffer chunk = ByteBuffer.allocate(Math.min(bytes, COPY_BYTES));
        for (int position = 0; position < bytes; position += chunk.limit()) {
            chunk.clear().limit(Math.min(chunk.capacity(), bytes - position));
            source.read(StoredSegment.Part.DATA, chunk, position);
            target.append(chunk.flip());
        }
        return target;
    }
}
