package io.volok.server.kafka.txn;

import io.volok.broker.partition.Topic;
import io.volok.broker.txn.Transaction;
import io.volok.broker.txn.Transactions;
import io.volok.broker.txn.TxnPartition;
import io.volok.broker.txn.TxnReply;
import io.volok.server.kafka.wire.ApiHandler;
import io.volok.server.kafka.wire.Exchange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.message.AddPartitionsToTxnRequestData;
import org.apache.kafka.common.message.AddPartitionsToTxnRequestData.AddPartitionsToTxnTransaction;
import org.apache.kafka.common.message.AddPartitionsToTxnResponseData;
import org.apache.kafka.common.message.AddPartitionsToTxnResponseData.AddPartitionsToTxnResult;
import org.apache.kafka.common.message.AddPartitionsToTxnResponseData.AddPartitionsToTxnResultCollection;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.AddPartitionsToTxnRequest;
import org.apache.kafka.common.requests.AddPartitionsToTxnResponse;

/**
 * AddPartitionsToTxn v0-5.
 *
 * <ul>
 *   <li>All partitions or none: one that is unknown or not permitted leaves the others OPERATION_NOT_ATTEMPTED.
 *   <li>Up to v3 for one transaction of a client. From v4 on many at once, between brokers, perhaps only to check.
 *   <li>PRODUCER_FENCED is known from v2 on.
 * </ul>
 */
record AddPartitionsToTxnHandler(TxnFace face) implements ApiHandler<AddPartitionsToTxnRequestData> {

    private static final int BATCHED_FROM = 4;
    private static final int FENCED_FROM = 2;

    @Override
    public void handle(AddPartitionsToTxnRequestData request, Exchange exchange) {
        if (exchange.version() < BATCHED_FROM) {
            add(new AddPartitionsToTxnTransaction().setTransactionalId(request.v3AndBelowTransactionalId())
                    .setProducerId(request.v3AndBelowProducerId())
                    .setProducerEpoch(request.v3AndBelowProducerEpoch())
                    .setTopics(request.v3AndBelowTopics()), exchange, result -> exchange.answer(
                            new AddPartitionsToTxnResponseData().setResultsByTopicV3AndBelow(result.topicResults())));
        } else if (!face.mayCluster(exchange, AclOperation.CLUSTER_ACTION)) {
            exchange.answer(new AddPartitionsToTxnResponseData()
                    .setErrorCode(Errors.CLUSTER_AUTHORIZATION_FAILED.code()));
        } else {
            addAll(request, exchange);
        }
    }

    private void addAll(AddPartitionsToTxnRequestData request, Exchange exchange) {
        List<CompletableFuture<AddPartitionsToTxnResult>> results = new ArrayList<>();
        for (AddPartitionsToTxnTransaction transaction : request.transactions()) {
            CompletableFuture<AddPartitionsToTxnResult> result = new CompletableFuture<>();
            results.add(result);
            add(transaction, exchange, result::complete);
        }
        CompletableFuture.allOf(results.toArray(CompletableFuture[]::new)).thenRun(() -> {
            AddPartitionsToTxnResultCollection collected = new AddPartitionsToTxnResultCollection();
            results.forEach(result -> collected.add(result.join()));
            exchange.answer(new AddPartitionsToTxnResponseData().setResultsByTransaction(collected));
        });
    }

    private void add(AddPartitionsToTxnTransaction asked, Exchange exchange,
            Consumer<AddPartitionsToTxnResult> answer) {
        List<TopicPartition> partitions = AddPartitionsToTxnRequest.getPartitions(asked.topics());
        Map<TopicPartition, Errors> refused = refused(asked.transactionalId(), partitions, exchange);
        if (!refused.isEmpty()) {
            answer.accept(AddPartitionsToTxnResponse.resultForTransaction(asked.transactionalId(), refused));
            return;
        }
        Set<TxnPartition> wanted = partitions.stream()
                .map(partition -> new TxnPartition(partition.topic(), partition.partition()))
                .collect(Collectors.toSet());
        var member = new Transactions.Member(asked.transactionalId(), asked.producerId(), asked.producerEpoch());
        Consumer<TxnReply> reply = said -> {
            Errors error = TxnErrors.of(said, exchange.version(), FENCED_FROM);
            answer.accept(AddPartitionsToTxnResponse.resultForTransaction(asked.transactionalId(),
                    partitions.stream().collect(Collectors.toMap(partition -> partition, partition -> error))));
        };
        if (asked.verifyOnly()) {
            face.transactions().verify(member, wanted, reply);
        } else {
            face.transactions().add(member, wanted,
                    exchange.version() < BATCHED_FROM ? Transaction.VERSION_0 : Transaction.VERSION_2, reply);
        }
    }

    /** The error of every partition if one of them cannot be added; else nothing. */
    private Map<TopicPartition, Errors> refused(
            String transactionalId, List<TopicPartition> partitions, Exchange exchange) {
        Map<TopicPartition, Errors> errors = new HashMap<>();
        boolean mayUse = face.mayUse(exchange, AclOperation.WRITE, transactionalId);
        boolean any = false;
        for (TopicPartition partition : partitions) {
            Errors error = mayUse ? error(partition, exchange) : Errors.TRANSACTIONAL_ID_AUTHORIZATION_FAILED;
            any |= error != Errors.NONE;
            errors.put(partition, error == Errors.NONE ? Errors.OPERATION_NOT_ATTEMPTED : error);
        }
        return any ? errors : Map.of();
    }

    private Errors error(TopicPartition partition, Exchange exchange) {
        if (!face.mayTopic(exchange, AclOperation.WRITE, partition.topic())) {
            return Errors.TOPIC_AUTHORIZATION_FAILED;
        }
        Topic topic = face.topics().image().byName(partition.topic());
        return topic == null || topic.partition(partition.partition()) == null
                ? Errors.UNKNOWN_TOPIC_OR_PARTITION : Errors.NONE;
    }
}
