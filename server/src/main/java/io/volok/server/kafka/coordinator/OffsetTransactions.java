package io.volok.server.kafka.coordinator;

import java.util.concurrent.CompletableFuture;

/** What offset commits need from the transaction coordinator: that their partition takes part in the transaction. */
public interface OffsetTransactions {

    /**
     * A partition of {@code __consumer_offsets} that a transaction wants to write to.
     *
     * @param transactionalId the producer's transactional id
     * @param producerId the producer's id
     * @param producerEpoch the epoch of the producer that asks
     * @param partition index of the partition
     */
    record Part(String transactionalId, long producerId, short producerEpoch, int partition) {
    }

    /**
     * Makes sure that the partition is in the producer's open transaction: checks it, or, from TxnOffsetCommit v5 on
     * (KIP-890), adds it. Any thread may call; the future fails with the Kafka exception to answer.
     */
    CompletableFuture<Void> enlist(Part part, int apiVersion);
}
