package io.volok.server.kafka.txn;

import io.volok.broker.txn.Transaction;
import io.volok.broker.txn.Transactions;
import io.volok.broker.txn.TxnReply;
import io.volok.server.kafka.wire.ApiHandler;
import io.volok.server.kafka.wire.Exchange;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.message.EndTxnRequestData;
import org.apache.kafka.common.message.EndTxnResponseData;
import org.apache.kafka.common.protocol.Errors;

/**
 * EndTxn v0-5: commits or aborts.
 *
 * <ul>
 *   <li>Answered when the end is decided for good; the markers follow.
 *   <li>v5 (KIP-890) bumps the epoch and tells it; a retry with the old epoch gets the same answer.
 *   <li>PRODUCER_FENCED is known from v2 on.
 * </ul>
 */
record EndTxnHandler(TxnFace face) implements ApiHandler<EndTxnRequestData> {

    private static final int BUMPS_FROM = 5;
    private static final int FENCED_FROM = 2;

    @Override
    public void handle(EndTxnRequestData request, Exchange exchange) {
        if (!face.mayUse(exchange, AclOperation.WRITE, request.transactionalId())) {
            exchange.answer(new EndTxnResponseData()
                    .setErrorCode(Errors.TRANSACTIONAL_ID_AUTHORIZATION_FAILED.code()));
            return;
        }
        short version = exchange.version() >= BUMPS_FROM ? Transaction.VERSION_2 : Transaction.VERSION_0;
        var member = new Transactions.Member(request.transactionalId(), request.producerId(), request.producerEpoch());
        face.transactions().end(member, request.committed(), version,
                reply -> exchange.answer(answer(reply, exchange.version())));
    }

    private static EndTxnResponseData answer(TxnReply reply, short version) {
        if (reply instanceof TxnReply.Done done) {
            return version >= BUMPS_FROM
                    ? new EndTxnResponseData().setProducerId(done.producerId()).setProducerEpoch(done.producerEpoch())
                    : new EndTxnResponseData();
        }
        return new EndTxnResponseData().setErrorCode(TxnErrors.of(reply, version, FENCED_FROM).code());
    }
}
