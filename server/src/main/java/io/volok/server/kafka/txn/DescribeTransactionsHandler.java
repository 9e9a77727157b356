package io.volok.server.kafka.txn;

import io.volok.broker.txn.Transaction;
import io.volok.broker.txn.TxnPartition;
import io.volok.server.kafka.wire.ApiHandler;
import io.volok.server.kafka.wire.Exchange;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.message.DescribeTransactionsRequestData;
import org.apache.kafka.common.message.DescribeTransactionsResponseData;
import org.apache.kafka.common.message.DescribeTransactionsResponseData.TopicData;
import org.apache.kafka.common.message.DescribeTransactionsResponseData.TransactionState;
import org.apache.kafka.common.protocol.Errors;

/** DescribeTransactions v0: where transactional ids stand. Topics that the user may not describe are left out. */
record DescribeTransactionsHandler(TxnFace face) implements ApiHandler<DescribeTransactionsRequestData> {

    @Override
    public void handle(DescribeTransactionsRequestData request, Exchange exchange) {
        List<CompletableFuture<TransactionState>> states = new ArrayList<>();
        for (String transactionalId : request.transactionalIds()) {
            CompletableFuture<TransactionState> state = new CompletableFuture<>();
            states.add(state);
            if (!face.mayUse(exchange, AclOperation.DESCRIBE, transactionalId)) {
                state.complete(refusal(transactionalId, Errors.TRANSACTIONAL_ID_AUTHORIZATION_FAILED));
            } else if (transactionalId.isEmpty()) {
                state.complete(refusal(transactionalId, Errors.INVALID_REQUEST));
            } else {
                face.transactions().describe(transactionalId, known -> state.complete(known == null
                        ? refusal(transactionalId, Errors.TRANSACTIONAL_ID_NOT_FOUND) : described(known, exchange)));
            }
        }
        CompletableFuture.allOf(states.toArray(CompletableFuture[]::new)).thenRun(() -> exchange.answer(
                new DescribeTransactionsResponseData()
                        .setTransactionStates(states.stream().map(CompletableFuture::join).toList())));
    }

    private TransactionState described(Transaction known, Exchange exchange) {
        TransactionState state = new TransactionState().setTransactionalId(known.transactionalId())
                .setProducerId(known.producer().id()).setProducerEpoch(known.producer().epoch())
                .setTransactionState(known.state().label()).setTransactionTimeoutMs(known.timeoutMs())
                .setTransactionStartTimeMs(known.times().startMs());
        for (TxnPartition partition : known.partitions()) {
            if (face.mayTopic(exchange, AclOperation.DESCRIBE, partition.topic())) {
                TopicData topic = state.topics().find(partition.topic());
                if (topic == null) {
                    topic = new TopicData().setTopic(partition.topic());
                    state.topics().add(topic);
                }
                topic.partitions().add(partition.index());
            }
        }
        return state;
    }

    private static TransactionState refusal(String transactionalId, Errors error) {
        return new TransactionState().setTransactionalId(transactionalId).setErrorCode(error.code());
    }
}
