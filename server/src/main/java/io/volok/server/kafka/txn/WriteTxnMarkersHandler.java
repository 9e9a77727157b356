package io.volok.server.kafka.txn;

import io.volok.broker.partition.Partition;
import io.volok.broker.partition.ProducerView;
import io.volok.broker.partition.Topic;
import io.volok.broker.partition.TransactionMarker;
import io.volok.broker.txn.Transaction;
import io.volok.broker.txn.Transactions;
import io.volok.log.store.DiskFull;
import io.volok.server.kafka.wire.ApiHandler;
import io.volok.server.kafka.wire.ErrorForm;
import io.volok.server.kafka.wire.Exchange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.message.WriteTxnMarkersRequestData;
import org.apache.kafka.common.message.WriteTxnMarkersRequestData.WritableTxnMarker;
import org.apache.kafka.common.message.WriteTxnMarkersResponseData;
import org.apache.kafka.common.message.WriteTxnMarkersResponseData.WritableTxnMarkerPartitionResult;
import org.apache.kafka.common.message.WriteTxnMarkersResponseData.WritableTxnMarkerResult;
import org.apache.kafka.common.message.WriteTxnMarkersResponseData.WritableTxnMarkerTopicResult;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.TransactionResult;

/**
 * WriteTxnMarkers v1-2: how an operator ends a transaction that hangs ({@code kafka-transactions abort}).
 *
 * <ul>
 *   <li>A marker with an epoch, or a coordinator epoch, below what the partition has seen is refused.
 *   <li>v2 says which transaction version the marker is of; in version 2 it has to be of a higher epoch.
 * </ul>
 */
record WriteTxnMarkersHandler(TxnFace face) implements ApiHandler<WriteTxnMarkersRequestData> {

    private record Written(TopicPartition partition, CompletableFuture<Errors> error) {
    }

    @Override
    public void handle(WriteTxnMarkersRequestData request, Exchange exchange) {
        if (!face.mayCluster(exchange, AclOperation.CLUSTER_ACTION)
                && !face.mayCluster(exchange, AclOperation.ALTER)) {
            exchange.answer(ErrorForm.of(exchange, request, Errors.CLUSTER_AUTHORIZATION_FAILED.exception()));
            return;
        }
        List<CompletableFuture<WritableTxnMarkerResult>> results = new ArrayList<>();
        request.markers().forEach(marker -> results.add(write(marker)));
        CompletableFuture.allOf(results.toArray(CompletableFuture[]::new)).thenRun(() -> exchange.answer(
                new WriteTxnMarkersResponseData().setMarkers(
                        results.stream().map(CompletableFuture::join).toList())));
    }

    private CompletableFuture<WritableTxnMarkerResult> write(WritableTxnMarker marker) {
        List<Written> written = new ArrayList<>();
        marker.topics().forEach(topic -> topic.partitionIndexes().forEach(index -> {
            TopicPartition partition = new TopicPartition(topic.name(), index);
            written.add(new Written(partition, write(marker, partition)));
        }));
        CompletableFuture<?>[] all = written.stream().map(Written::error).toArray(CompletableFuture[]::new);
        return CompletableFuture.allOf(all).thenApply(nothing -> result(marker, written));
    }

    private CompletableFuture<Errors> write(WritableTxnMarker marker, TopicPartition target) {
        Topic topic = face.topics().image().byName(target.topic());
        Partition partition = topic == null ? null : topic.partition(target.partition());
        if (partition == null) {
            return CompletableFuture.completedFuture(Errors.UNKNOWN_TOPIC_OR_PARTITION);
        }
        if (target.topic().equals(Transactions.OFFSETS_TOPIC)) {
            TransactionResult end = marker.transactionResult() ? TransactionResult.COMMIT : TransactionResult.ABORT;
            return face.groups().started().thenCompose(coordinator -> coordinator.completeTransaction(target,
                            marker.producerId(), marker.producerEpoch(), marker.coordinatorEpoch(), end,
                            marker.transactionVersion()))
                    .handle((nothing, failure) -> failure == null ? Errors.NONE : Errors.forException(failure));
        }
        CompletableFuture<Errors> error = new CompletableFuture<>();
        partition.shard().execute(() -> write(marker, partition, error));
        return error;
    }

    private static void write(WritableTxnMarker marker, Partition partition, CompletableFuture<Errors> error) {
        Errors fault = fault(marker, partition);
        if (fault != Errors.NONE) {
            error.complete(fault);
            return;
        }
        try {
            long endOffset = partition.endTransaction(new TransactionMarker(marker.producerId(),
                    marker.producerEpoch(), marker.coordinatorEpoch(), marker.transactionResult()));
            partition.whenDurable(endOffset, () -> error.complete(Errors.NONE));
        } catch (DiskFull full) {
            error.complete(Errors.NOT_ENOUGH_REPLICAS);
        }
    }

    private static Errors fault(WritableTxnMarker marker, Partition partition) {
        if (partition.isDeleted()) {
            return Errors.UNKNOWN_TOPIC_OR_PARTITION;
        }
        ProducerView seen = partition.producers().stream()
                .filter(producer -> producer.producerId() == marker.producerId()).findFirst().orElse(null);
        if (seen == null) {
            return Errors.NONE;
        }
        boolean open = seen.openTransactionStartOffset() >= 0;
        boolean mustRise = marker.transactionVersion() >= Transaction.VERSION_2 && open;
        if (marker.producerEpoch() < seen.epoch() || mustRise && marker.producerEpoch() == seen.epoch()) {
            return Errors.INVALID_PRODUCER_EPOCH;
        }
        return marker.coordinatorEpoch() < seen.coordinatorEpoch()
                ? Errors.TRANSACTION_COORDINATOR_FENCED : Errors.NONE;
    }

    private static WritableTxnMarkerResult result(WritableTxnMarker marker, List<Written> written) {
        Map<String, WritableTxnMarkerTopicResult> topics = new TreeMap<>();
        for (Written each : written) {
            topics.computeIfAbsent(each.partition().topic(), name -> new WritableTxnMarkerTopicResult().setName(name))
                    .partitions().add(new WritableTxnMarkerPartitionResult()
                            .setPartitionIndex(each.partition().partition())
                            .setErrorCode(each.error().join().code()));
        }
        return new WritableTxnMarkerResult().setProducerId(marker.producerId())
                .setTopics(new ArrayList<>(topics.values()));
    }
}
