package io.volok.broker.partition;

import io.volok.log.LogSlice;
import java.util.List;

/** What a reader got. */
public sealed interface Fetched {

    /**
     * Batches from the one that contains the offset on.
     *
     * @param records belongs to the caller, who has to release it
     * @param aborted transactions to pass over; empty for readers of uncommitted data
     */
    record Batches(LogSlice records, Bounds bounds, List<AbortedTransaction> aborted) implements Fetched {
    }

    /** The offset is below the start or above the end. */
    record OutOfRange(Bounds bounds) implements Fetched {
    }

    /** Where the partition starts and ends for its readers; ends are exclusive. */
    record Bounds(long startOffset, long highWatermark, long lastStableOffset) {
    }
}
