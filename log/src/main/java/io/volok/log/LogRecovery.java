package io.volok.log;

import io.volok.log.store.CorruptLog;
import io.volok.log.store.LogStore;
import io.volok.log.store.RecoveryPoint;
import io.volok.log.store.SegmentList;
import io.volok.log.store.StoredSegment;
import java.util.ArrayList;
import java.util.List;

/**
 * Brings a log that was found in a store into the state in which it can be appended to.
 *
 * <p>Everything below the recovery point is taken as it is. What lies above is scanned, and:
 * <ul>
 * <li>bad bytes with nothing sound behind them are a torn tail, and are cut;
 * <li>bad bytes with sound batches behind them are damage and end in {@link CorruptLog}, because a single writer that
 * died leaves a prefix of what it wrote;
 * <li>unless the machine may have lost power: then pages that were not forced can be missing anywhere, nothing behind
 * the last force was promised to anybody, and the log is cut at the hole. The report says how much went.
 * </ul>
 */
final class LogRecovery {

    private final LogStore store;
    private final List<Segment> segments = new ArrayList<>();
    private long endOffset;
    private long scannedBytes;
    private long cutBytes;
    private int droppedBatches;

    LogRecovery(LogStore store) {
        this.store = store;
    }

    void run() {
        SegmentList list = store.segments();
        endOffset = store.startOffset();
        RecoveryPoint point = store.recoveryPoint().orElse(null);
        for (int i = 0; i < list.segments().size(); i++) {
            StoredSegment stored = list.segments().get(i);
            boolean last = i == list.segments().size() - 1;
            if (point != null && stored.baseOffset() < point.segmentBaseOffset()) {
                takeClean(stored, last ? point.endOffset() : list.segments().get(i + 1).baseOffset());
            } else if (!scan(stored, point, last) || !last && missesEnd(stored, list.segments().get(i + 1))) {
                dropBehind(list, i);
                break;
            }
        }
        if (point != null && point.segmentBaseOffset() > endOffset && !cut()) {
            endOffset = point.endOffset();
        }
        if (endOffset < store.startOffset()) {
            dropBelowStart();
        }
        sealInner();
    }

    /** The trim survived and what it left did not: nothing is readable, and offsets go on where the trim was. */
    private void dropBelowStart() {
        store.remove(store.segments(), store.segments().segments(), 0);
        segments.clear();
        endOffset = store.startOffset();
    }

    List<Segment> segments() {
        return segments;
    }

    long endOffset() {
        return endOffset;
    }

    RecoveryReport report() {
        return scannedBytes == 0 && cutBytes == 0 ? RecoveryReport.CLEAN
                : new RecoveryReport(scannedBytes, cutBytes, droppedBatches);
    }

    private boolean cut() {
        return cutBytes > 0;
    }

    private void takeClean(StoredSegment stored, long end) {
        Segment segment = new Segment(store.id(), stored, end);
        segments.add(segment);
        endOffset = end;
        if (!stored.sealed()) {
            sealLate(segment);
        }
    }

    /** A segment with others behind it whose derived parts never reached the disk. */
    private void sealLate(Segment segment) {
        RecoveryPoint start = Segment.startOf(segment.stored());
        SegmentScan scan = new SegmentScan(segment.stored(), start, false);
        RecoveryPoint end = scan.run();
        if (scan.stoppedBy() != null) {
            throw new CorruptLog(store.id(), end.segmentBaseOffset(), end.position(), scan.stoppedBy());
        }
        segment.resume(end);
        segment.seal();
    }

    /** Returns false if the log ends in this segment although others follow. */
    private boolean scan(StoredSegment stored, RecoveryPoint point, boolean last) {
        RecoveryPoint from = point != null && point.segmentBaseOffset() == stored.baseOffset() ? point
                : Segment.startOf(stored);
        if (from.position() > stored.size()) {
            if (!store.unsyncedBytesMayBeLost()) {
                throw new CorruptLog(store.id(), stored.baseOffset(), stored.size(),
                        "the file ends here, but %d bytes had been written".formatted(from.position()));
            }
            from = Segment.startOf(stored);
        }
        SegmentScan scan = new SegmentScan(stored, from, !stored.sealed());
        RecoveryPoint end = scan.run();
        scannedBytes += end.position() - from.position();
        Segment segment = new Segment(store.id(), stored, end.endOffset());
        segment.resume(end);
        if (scan.stoppedBy() != null) {
            cut(scan, segment, end, last);
        }
        endOffset = end.endOffset();
        if (segment.size() == 0 && (scan.stoppedBy() != null || !last)) {
            store.remove(store.segments(), List.of(stored), 0);
        } else {
            segments.add(segment);
        }
        return scan.stoppedBy() == null;
    }

    /** Segments that have others behind them again carry the seal that got lost. */
    private void sealInner() {
        for (Segment segment : segments.subList(0, Math.max(0, segments.size() - 1))) {
            if (!segment.stored().sealed()) {
                segment.seal();
            }
        }
    }

    /** Whether whole batches at the end of a segment are not there although the next one is. */
    private boolean missesEnd(StoredSegment stored, StoredSegment next) {
        boolean missing = !stored.sealed() && endOffset < next.baseOffset();
        if (missing && !store.unsyncedBytesMayBeLost()) {
            throw new CorruptLog(store.id(), stored.baseOffset(), stored.size(),
                    "it ends at offset %d, but the next one starts at %d".formatted(endOffset, next.baseOffset()));
        }
        return missing;
    }

    private void cut(SegmentScan scan, Segment segment, RecoveryPoint end, boolean last) {
        int behind = scan.soundBatchesBehind();
        boolean damaged = behind > 0 || !last;
        if (damaged && !store.unsyncedBytesMayBeLost() || segment.stored().sealed()) {
            throw new CorruptLog(store.id(), end.segmentBaseOffset(), end.position(), scan.stoppedBy());
        }
        cutBytes += segment.size() - end.position();
        droppedBatches += behind;
        segment.truncate((int) end.position(), end);
    }

    private void dropBehind(SegmentList list, int index) {
        List<StoredSegment> lost = list.segments().subList(index + 1, list.segments().size());
        if (!lost.isEmpty()) {
            lost.forEach(segment -> cutBytes += segment.size());
            store.remove(store.segments(), lost, 0);
        }
    }
}
