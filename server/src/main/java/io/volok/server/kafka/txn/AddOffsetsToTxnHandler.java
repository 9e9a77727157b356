package io.volok.server.kafka.txn;

import io.volok.broker.txn.Transaction;
import io.volok.broker.txn.Transactions;
import io.volok.broker.txn.TxnPartition;
import io.volok.server.kafka.wire.ApiHandler;
import io.volok.server.kafka.wire.ErrorForm;
import io.volok.server.kafka.wire.Exchange;
import java.util.Set;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.message.AddOffsetsToTxnRequestData;
import org.apache.kafka.common.message.AddOffsetsToTxnResponseData;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.resource.ResourceType;

/**
 * AddOffsetsToTxn v0-4: a group's committed offsets take part in the transaction.
 *
 * <ul>
 *   <li>Clients of transactions v2 do without: TxnOffsetCommit v5 adds the group by itself.
 *   <li>PRODUCER_FENCED is known from v2 on.
 * </ul>
 */
record AddOffsetsToTxnHandler(TxnFace face) implements ApiHandler<AddOffsetsToTxnRequestData> {

    private static final int FENCED_FROM = 2;

    @Override
    public void handle(AddOffsetsToTxnRequestData request, Exchange exchange) {
        if (!face.mayUse(exchange, AclOperation.WRITE, request.transactionalId())) {
            exchange.answer(answer(Errors.TRANSACTIONAL_ID_AUTHORIZATION_FAILED));
        } else if (!face.access().permits(exchange, AclOperation.READ, ResourceType.GROUP, request.groupId())) {
            exchange.answer(answer(Errors.GROUP_AUTHORIZATION_FAILED));
        } else {
            face.groups().started().whenComplete((coordinator, failure) -> {
                if (failure == null) {
                    add(request, exchange, coordinator.partitionFor(request.groupId()));
                } else {
                    exchange.answer(ErrorForm.of(exchange, request, failure));
                }
            });
        }
    }

    private void add(AddOffsetsToTxnRequestData request, Exchange exchange, int partition) {
        var member = new Transactions.Member(request.transactionalId(), request.producerId(), request.producerEpoch());
        face.transactions().add(member, Set.of(new TxnPartition(Transactions.OFFSETS_TOPIC, partition)),
                Transaction.VERSION_0,
                reply -> exchange.answer(answer(TxnErrors.of(reply, exchange.version(), FENCED_FROM))));
    }

    private static AddOffsetsToTxnResponseData answer(Errors error) {
        return new AddOffsetsToTxnResponseData().setErrorCode(error.code());
    }
}
