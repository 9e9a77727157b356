package io.volok.server.kafka.txn;

import io.volok.broker.txn.TxnReply;
import io.volok.server.kafka.wire.ApiHandler;
import io.volok.server.kafka.wire.Exchange;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.message.InitProducerIdRequestData;
import org.apache.kafka.common.message.InitProducerIdResponseData;
import org.apache.kafka.common.protocol.Errors;

/**
 * InitProducerId v0-5 with a transactional id.
 *
 * <ul>
 *   <li>Answers its producer id with the next epoch, which fences whoever had it before; an open transaction is aborted
 *       first.
 *   <li>From v3 on a producer may say who it is and keep its place (KIP-360). PRODUCER_FENCED is known from v4 on.
 * </ul>
 */
public record InitTransactionsHandler(TxnFace face) implements ApiHandler<InitProducerIdRequestData> {

    private static final int FENCED_FROM = 4;
    private static final short NO_EPOCH = -1;

    @Override
    public void handle(InitProducerIdRequestData request, Exchange exchange) {
        String transactionalId = request.transactionalId();
        if (!face.mayUse(exchange, AclOperation.WRITE, transactionalId)) {
            exchange.answer(refusal(Errors.TRANSACTIONAL_ID_AUTHORIZATION_FAILED));
        } else {
            face.transactions().init(transactionalId, request.transactionTimeoutMs(), request.producerId(),
                    request.producerEpoch(), reply -> exchange.answer(answer(reply, exchange.version())));
        }
    }

    private static InitProducerIdResponseData answer(TxnReply reply, short version) {
        return reply instanceof TxnReply.Done done
                ? new InitProducerIdResponseData().setProducerId(done.producerId())
                        .setProducerEpoch(done.producerEpoch())
                : refusal(TxnErrors.of(reply, version, FENCED_FROM));
    }

    private static InitProducerIdResponseData refusal(Errors error) {
        return new InitProducerIdResponseData().setErrorCode(error.code()).setProducerEpoch(NO_EPOCH);
    }
}
