package io.volok.server.kafka.data;

import io.volok.broker.partition.Fetched;
import io.volok.broker.partition.Partition;
import io.volok.log.LogSlice;
import io.volok.log.store.CorruptLog;
import io.volok.log.store.StoreFailed;
import org.apache.kafka.common.message.FetchRequestData.FetchPartition;
import org.apache.kafka.common.protocol.Errors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads one partition for one fetch, on the partition's shard. */
final class FetchReader {

    private static final Logger LOG = LoggerFactory.getLogger(FetchReader.class);
    private static final int NO_EPOCH = -1;

    private FetchReader() {
    }

    /**
     * Reads up to {@code maxBytes}.
     *
     * @param oneAtLeast whether a first batch that is larger is returned all the same
     */
    static FetchResult read(Partition partition, FetchPartition asked, int maxBytes, boolean oneAtLeast,
                            boolean readCommitted) {
        Errors refusal = refusal(partition, asked);
        if (refusal != Errors.NONE) {
            return FetchResult.failed(refusal);
        }
        try {
            if (asked.lastFetchedEpoch() != NO_EPOCH) {
                Fetched.Bounds bounds = partition.bounds();
                if (asked.lastFetchedEpoch() > Partition.LEADER_EPOCH) {
                    return FetchResult.failed(Errors.OFFSET_OUT_OF_RANGE);
                }
                if (asked.fetchOffset() > bounds.highWatermark()) {
                    return FetchResult.diverged(bounds);
                }
            }
            return within(partition.fetch(asked.fetchOffset(), Math.max(maxBytes, 0), readCommitted), maxBytes,
                    oneAtLeast, readCommitted);
        } catch (CorruptLog | StoreFailed broken) {
            LOG.error("{} cannot be read", partition.id(), broken);
            return FetchResult.failed(Errors.KAFKA_STORAGE_ERROR);
        }
    }

    private static FetchResult within(Fetched fetched, int maxBytes, boolean oneAtLeast, boolean readCommitted) {
        return switch (fetched) {
            case Fetched.OutOfRange out -> FetchResult.failed(Errors.OFFSET_OUT_OF_RANGE);
            case Fetched.Batches batches when batches.records().length() > maxBytes && !oneAtLeast -> {
                batches.records().release();
                yield FetchResult.of(new Fetched.Batches(LogSlice.EMPTY, batches.bounds(), batches.aborted()),
                        readCommitted);
            }
            case Fetched.Batches batches -> FetchResult.of(batches, readCommitted);
        };
    }

    private static Errors refusal(Partition partition, FetchPartition asked) {
        if (partition.isDeleted()) {
            return Errors.UNKNOWN_TOPIC_OR_PARTITION;
        }
        int epoch = asked.currentLeaderEpoch();
        if (epoch == NO_EPOCH || epoch == Partition.LEADER_EPOCH) {
            return Errors.NONE;
        }
        return epoch > Partition.LEADER_EPOCH ? Errors.UNKNOWN_LEADER_EPOCH : Errors.FENCED_LEADER_EPOCH;
    }
}
