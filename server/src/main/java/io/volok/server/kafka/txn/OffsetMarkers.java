package io.volok.server.kafka.txn;

import io.volok.broker.partition.TransactionMarker;
import io.volok.broker.shard.Shard;
import io.volok.broker.txn.Markers;
import io.volok.broker.txn.TxnPartition;
import io.volok.server.kafka.coordinator.GroupCoordination;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.requests.TransactionResult;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the group coordinator, which writes the marker, how the transaction of some offsets has ended. */
public final class OffsetMarkers implements Markers {

    private static final Logger LOG = LoggerFactory.getLogger(OffsetMarkers.class);
    private static final long RETRY_MS = 100;

    private final GroupCoordination groups;
    private final Shard timer;

    /** @param timer the shard on which a failed marker waits to be tried again */
    public OffsetMarkers(GroupCoordination groups, Shard timer) {
        this.groups = groups;
        this.timer = timer;
    }

    @Override
    public void write(TxnPartition partition, TransactionMarker marker, short transactionVersion, Runnable written) {
        TopicPartition target = new TopicPartition(partition.topic(), partition.index());
        TransactionResult end = marker.commit() ? TransactionResult.COMMIT : TransactionResult.ABORT;
        groups.started().thenCompose(coordinator -> coordinator.completeTransaction(target, marker.producerId(),
                marker.epoch(), marker.coordinatorEpoch(), end, transactionVersion)).whenComplete((done, failure) -> {
                    if (failure == null) {
                        written.run();
                        return;
                    }
                    LOG.debug("The marker for {} is tried again", target, failure);
                    timer.execute(() -> timer.schedule(RETRY_MS,
                            () -> write(partition, marker, transactionVersion, written)));
                });
    }
}
