package io.volok.server.kafka.data;

import io.volok.broker.txn.ProducerIds;
import io.volok.server.kafka.wire.Access;
import io.volok.server.kafka.wire.ApiHandler;
import io.volok.server.kafka.wire.Exchange;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.message.InitProducerIdRequestData;
import org.apache.kafka.common.message.InitProducerIdResponseData;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.resource.Resource;
import org.apache.kafka.common.resource.ResourceType;

/**
 * InitProducerId v0-5. An idempotent producer gets an id that nobody had before, in epoch 0; a transactional one is the
 * business of the transaction coordinator.
 */
public final class InitProducerIdHandler implements ApiHandler<InitProducerIdRequestData> {

    private static final long NO_PRODUCER = -1;
    private static final short NO_EPOCH = -1;

    private final ProducerIds ids;
    private final Access access;
    private final ApiHandler<InitProducerIdRequestData> transactional;

    /** @param transactional answers producers that have a transactional id */
    public InitProducerIdHandler(ProducerIds ids, Access access,
                                 ApiHandler<InitProducerIdRequestData> transactional) {
        this.ids = ids;
        this.access = access;
        this.transactional = transactional;
    }

    @Override
    public void handle(InitProducerIdRequestData request, Exchange exchange) {
        InitProducerIdResponseData response = new InitProducerIdResponseData()
                .setProducerId(NO_PRODUCER).setProducerEpoch(NO_EPOCH);
        if (request.transactionalId() != null && !request.transactionalId().isEmpty()) {
            transactional.handle(request, exchange);
            return;
        }
        if (request.transactionalId() != null) {
            response.setErrorCode(Errors.INVALID_REQUEST.code());
        } else if (!mayWrite(exchange)) {
            response.setErrorCode(Errors.CLUSTER_AUTHORIZATION_FAILED.code());
        } else if (request.producerId() != NO_PRODUCER || request.producerEpoch() != NO_EPOCH) {
            response.setErrorCode(Errors.INVALID_REQUEST.code());
        } else if (!ids.available()) {
            response.setErrorCode(Errors.COORDINATOR_LOAD_IN_PROGRESS.code());
        } else {
            response.setProducerId(ids.next()).setProducerEpoch((short) 0);
        }
        exchange.answer(response);
    }

    private boolean mayWrite(Exchange exchange) {
        return access.permits(exchange, AclOperation.IDEMPOTENT_WRITE, ResourceType.CLUSTER, Resource.CLUSTER_NAME)
                || access.permitsSome(exchange, AclOperation.WRITE, ResourceType.TOPIC);
    }
}
