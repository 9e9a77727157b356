package io.volok.server.kafka.group;

import io.volok.server.kafka.wire.ApiHandler;
import io.volok.server.kafka.wire.Exchange;
import java.util.List;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.message.FindCoordinatorRequestData;
import org.apache.kafka.common.message.FindCoordinatorResponseData;
import org.apache.kafka.common.message.FindCoordinatorResponseData.Coordinator;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.FindCoordinatorRequest.CoordinatorType;
import org.apache.kafka.common.requests.FindCoordinatorResponse;
import org.apache.kafka.common.resource.ResourceType;

/**
 * FindCoordinator v0-6.
 *
 * <ul>
 *   <li>The coordinator of every group and transactional id is this broker. The answer waits until the internal topic
 *       of the coordinator exists, so that nobody is sent to a coordinator that cannot answer.
 *   <li>Up to v3 one key, from v4 on many, each with an error of its own.
 *   <li>Type share (v6) is asked by brokers only; it names keys as {@code group:topicId:partition}.
 * </ul>
 */
final class FindCoordinatorHandler implements ApiHandler<FindCoordinatorRequestData> {

    private static final int MANY_KEYS_FROM = 4;
    private static final int SHARE_FROM = 6;
    private static final int SHARE_KEY_PARTS = 3;

    private final GroupFace face;
    private final Runnable prepareTransactions;

    /** @param prepareTransactions makes sure that the topic of transactions exists; runs on the session's shard */
    FindCoordinatorHandler(GroupFace face, Runnable prepareTransactions) {
        this.face = face;
        this.prepareTransactions = prepareTransactions;
    }

    @Override
    public void handle(FindCoordinatorRequestData request, Exchange exchange) {
        boolean manyKeys = exchange.version() >= MANY_KEYS_FROM;
        List<String> keys = manyKeys ? request.coordinatorKeys() : List.of(request.key());
        List<Coordinator> found = keys.stream().map(key -> find(request.keyType(), key, exchange)).toList();
        FindCoordinatorResponseData response = manyKeys
                ? new FindCoordinatorResponseData().setCoordinators(found) : single(found.getFirst());
        if (request.keyType() == CoordinatorType.GROUP.id()) {
            face.answer(request, exchange, face.coordination().started().thenApply(coordinator -> response));
        } else {
            if (request.keyType() == CoordinatorType.TRANSACTION.id()) {
                prepareTransactions.run();
            }
            exchange.answer(response);
        }
    }

    private Coordinator find(byte type, String key, Exchange exchange) {
        Errors error = error(type, key, exchange);
        if (error != Errors.NONE) {
            return new Coordinator().setKey(key).setErrorCode(error.code()).setErrorMessage(error.message())
                    .setNodeId(Node.noNode().id()).setHost(Node.noNode().host()).setPort(Node.noNode().port());
        }
        Node here = face.here().apply(exchange);
        return new Coordinator().setKey(key).setErrorMessage("").setNodeId(here.id()).setHost(here.host())
                .setPort(here.port());
    }

    private Errors error(byte type, String key, Exchange exchange) {
        if (type == CoordinatorType.GROUP.id()) {
            return face.mayGroup(exchange, AclOperation.DESCRIBE, key)
                    ? Errors.NONE : Errors.GROUP_AUTHORIZATION_FAILED;
        }
        if (type == CoordinatorType.TRANSACTION.id()) {
            return face.access().permits(exchange, AclOperation.DESCRIBE, ResourceType.TRANSACTIONAL_ID, key)
                    ? Errors.NONE : Errors.TRANSACTIONAL_ID_AUTHORIZATION_FAILED;
        }
        boolean share = type == CoordinatorType.SHARE.id() && exchange.version() >= SHARE_FROM
                && key.split(":").length == SHARE_KEY_PARTS;
        return share ? Errors.NONE : Errors.INVALID_REQUEST;
    }

    private static FindCoordinatorResponseData single(Coordinator found) {
        return FindCoordinatorResponse.prepareOldResponse(Errors.forCode(found.errorCode()),
                new Node(found.nodeId(), found.host(), found.port())).data();
    }
}
