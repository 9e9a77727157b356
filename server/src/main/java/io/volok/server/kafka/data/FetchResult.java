package io.volok.server.kafka.data;

import io.volok.broker.partition.AbortedTransaction;
import io.volok.broker.partition.Fetched;
import io.volok.broker.partition.Partition;
import io.volok.log.LogSlice;
import java.util.List;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.FetchResponseData.PartitionData;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.MemoryRecords;

/**
 * What one partition gave to one fetch.
 *
 * @param aborted        null for readers of uncommitted data
 * @param divergingEnd   where the reader's log must be cut, or -1
 */
record FetchResult(Errors error, LogSlice records, Fetched.Bounds bounds, List<AbortedTransaction> aborted,
                   long divergingEnd) {

    private static final long UNKNOWN = -1;
    private static final Fetched.Bounds NO_BOUNDS = new Fetched.Bounds(UNKNOWN, UNKNOWN, UNKNOWN);

    static FetchResult failed(Errors error) {
        return new FetchResult(error, LogSlice.EMPTY, NO_BOUNDS, null, UNKNOWN);
    }

    /** The partition could not even be asked. */
    static FetchResult unasked(Errors error) {
        return new FetchResult(error, LogSlice.EMPTY, NO_BOUNDS, List.of(), UNKNOWN);
    }

    static FetchResult diverged(Fetched.Bounds bounds) {
        return new FetchResult(Errors.NONE, LogSlice.EMPTY, bounds, null, bounds.highWatermark());
    }

    static FetchResult of(Fetched.Batches batches, boolean readCommitted) {
        return new FetchResult(Errors.NONE, batches.records(), batches.bounds(),
                readCommitted ? batches.aborted() : null, UNKNOWN);
    }

    /** The same with the records given back to the log. */
    FetchResult released() {
        records.release();
        return records == LogSlice.EMPTY ? this
                : new FetchResult(error, LogSlice.EMPTY, bounds, aborted, divergingEnd);
    }

    int bytes() {
        return records.length();
    }

    long highWatermark() {
        return bounds.highWatermark();
    }

    long startOffset() {
        return bounds.startOffset();
    }

    boolean diverges() {
        return divergingEnd != UNKNOWN;
    }

    /** Writes the result as Kafka's message does. */
    PartitionData toMessage(int partition) {
        PartitionData data = new PartitionData()
                .setPartitionIndex(partition)
                .setErrorCode(error.code())
                .setHighWatermark(bounds.highWatermark())
                .setLastStableOffset(bounds.lastStableOffset())
                .setLogStartOffset(bounds.startOffset())
                .setAbortedTransactions(abortedMessages())
                .setRecords(records.length() == 0 ? MemoryRecords.EMPTY : new SliceRecords(records));
        if (diverges()) {
            data.divergingEpoch().setEpoch(Partition.LEADER_EPOCH).setEndOffset(divergingEnd);
        }
        return data;
    }

    private List<FetchResponseData.AbortedTransaction> abortedMessages() {
        return aborted == null ? null : aborted.stream()
                .map(each -> new FetchResponseData.AbortedTransaction()
                        .setProducerId(each.producerId()).setFirstOffset(each.firstOffset()))
                .toList();
    }
}
