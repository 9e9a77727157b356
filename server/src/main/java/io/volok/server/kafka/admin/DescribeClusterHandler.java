package io.volok.server.kafka.admin;

import io.volok.server.kafka.wire.ApiHandler;
import io.volok.server.kafka.wire.Exchange;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.message.DescribeClusterRequestData;
import org.apache.kafka.common.message.DescribeClusterResponseData;
import org.apache.kafka.common.message.DescribeClusterResponseData.DescribeClusterBroker;
import org.apache.kafka.common.protocol.Errors;

/**
 * DescribeCluster v0-2: this broker, alone. v1: clients that ask for controllers are told that these are not reached
 * here.
 */
final class DescribeClusterHandler implements ApiHandler<DescribeClusterRequestData> {

    private static final byte BROKERS = 1;
    private static final byte CONTROLLERS = 2;

    private final Surroundings surroundings;

    DescribeClusterHandler(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public void handle(DescribeClusterRequestData request, Exchange exchange) {
        DescribeClusterResponseData response = new DescribeClusterResponseData();
        if (request.endpointType() != BROKERS) {
            boolean controllers = request.endpointType() == CONTROLLERS;
            Errors error = controllers ? Errors.MISMATCHED_ENDPOINT_TYPE : Errors.UNSUPPORTED_ENDPOINT_TYPE;
            exchange.answer(response.setErrorCode(error.code()).setErrorMessage(controllers
                    ? "The request was sent to an endpoint of type BROKER, but we wanted an endpoint of type CONTROLLER"
                    : "Unsupported endpoint type " + request.endpointType()));
            return;
        }
        Node here = surroundings.broker().nodeFor(exchange.session());
        response.setClusterId(surroundings.broker().clusterId()).setControllerId(here.id());
        response.brokers().add(new DescribeClusterBroker().setBrokerId(here.id()).setHost(here.host())
                .setPort(here.port()).setRack(here.rack()));
        if (request.includeClusterAuthorizedOperations()) {
            response.setClusterAuthorizedOperations(surroundings.mayCluster(exchange, AclOperation.DESCRIBE)
                    ? surroundings.permittedOnCluster(exchange) : 0);
        }
        exchange.answer(response);
    }
}
