package io.volok.log;

import io.volok.codec.record.RecordBatch;
import io.volok.log.CompactionView.AbortedTransaction;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Follows transactions through the batches of a pass, in order: which data was aborted, which markers have lost their
 * data.
 */
final class TransactionTrack {

    /** Type in the key of a marker: version i16, type i16. */
    private static final short ABORT = 0;
    private static final short COMMIT = 1;
    private static final int TYPE_AT = 2;
    private static final int MARKER_KEY_BYTES = 4;

    private final List<AbortedTransaction> aborted;
    private int nextAborted;
    /** Aborted transactions in progress by producer; true once data of theirs was seen. */
    private final Map<Long, Boolean> abortedOpen = new HashMap<>();
    private final Set<Long> committedOpen = new HashSet<>();

    TransactionTrack(List<AbortedTransaction> aborted) {
        this.aborted = aborted;
    }

    /** Takes note of a data batch; true if it belongs to an aborted transaction. */
    boolean isAborted(ByteBuffer bytes, int at) {
        if (!RecordBatch.isTransactional(bytes, at)) {
            return false;
        }
        beginUpTo(RecordBatch.lastOffset(bytes, at));
        long producerId = RecordBatch.producerId(bytes, at);
        if (abortedOpen.replace(producerId, true) != null) {
            return true;
        }
        committedOpen.add(producerId);
        return false;
    }

    /** Takes note of a marker; true if no data of its transaction is left before it. */
    boolean hasLostItsData(ByteBuffer bytes, int at, byte[] keyArray, int keyStart, int keyLength) {
        beginUpTo(RecordBatch.lastOffset(bytes, at));
        if (keyLength < MARKER_KEY_BYTES) {
            return false;
        }
        long producerId = RecordBatch.producerId(bytes, at);
        short type = ByteBuffer.wrap(keyArray).getShort(keyStart + TYPE_AT);
        return switch (type) {
            case ABORT -> !Boolean.TRUE.equals(abortedOpen.remove(producerId));
            case COMMIT -> !committedOpen.remove(producerId);
            default -> false;
        };
    }

    private void beginUpTo(long offset) {
        while (nextAborted < aborted.size() && aborted.get(nextAborted).firstOffset() <= offset) {
            abortedOpen.putIfAbsent(aborted.get(nextAborted++).producerId(), false);
        }
    }
}
