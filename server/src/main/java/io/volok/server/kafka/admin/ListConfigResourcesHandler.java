package io.volok.server.kafka.admin;

import io.volok.broker.partition.ConfiguredThing;
import io.volok.server.kafka.wire.ApiHandler;
import io.volok.server.kafka.wire.Exchange;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.ConfigResource.Type;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.message.ListConfigResourcesRequestData;
import org.apache.kafka.common.message.ListConfigResourcesResponseData;
import org.apache.kafka.common.message.ListConfigResourcesResponseData.ConfigResource;
import org.apache.kafka.common.protocol.Errors;

/**
 * ListConfigResources v0-1: what can have settings. v0 asks for client metrics only; from v1 on no type named means all.
 */
final class ListConfigResourcesHandler implements ApiHandler<ListConfigResourcesRequestData> {

    private static final List<Byte> SUPPORTED = List.of(Type.TOPIC.id(), Type.BROKER.id(),
            Type.BROKER_LOGGER.id(), Type.CLIENT_METRICS.id(), Type.GROUP.id());

    private final Surroundings surroundings;

    ListConfigResourcesHandler(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public void handle(ListConfigResourcesRequestData request, Exchange exchange) {
        if (!surroundings.mayCluster(exchange, AclOperation.DESCRIBE_CONFIGS)) {
            throw new ClusterAuthorizationException(Errors.CLUSTER_AUTHORIZATION_FAILED.message());
        }
        ListConfigResourcesResponseData response = new ListConfigResourcesResponseData();
        Set<Byte> types = new TreeSet<>(request.resourceTypes());
        if (exchange.version() == 0) {
            types = Set.of(Type.CLIENT_METRICS.id());
        } else if (types.isEmpty()) {
            types = Set.copyOf(SUPPORTED);
        } else if (!SUPPORTED.containsAll(types)) {
            exchange.answer(response.setErrorCode(Errors.UNSUPPORTED_VERSION.code()));
            return;
        }
        String broker = Integer.toString(surroundings.broker().id());
        if (types.contains(Type.TOPIC.id())) {
            surroundings.image().topics().forEach(topic -> add(topic.name(), Type.TOPIC, response));
        }
        if (types.contains(Type.BROKER.id())) {
            add(broker, Type.BROKER, response);
        }
        if (types.contains(Type.BROKER_LOGGER.id())) {
            add(broker, Type.BROKER_LOGGER, response);
        }
        for (ConfiguredThing thing : surroundings.image().configured()) {
            Type type = switch (thing.kind()) {
                case GROUP -> Type.GROUP;
                case CLIENT_METRICS -> Type.CLIENT_METRICS;
                case BROKER, ACL, SCRAM_USER, CLIENT_QUOTA -> Type.UNKNOWN;
            };
            if (types.contains(type.id())) {
                add(thing.name(), type, response);
            }
        }
        exchange.answer(response);
    }

    private static void add(String name, Type type, ListConfigResourcesResponseData response) {
        response.configResources().add(new ConfigResource().setResourceName(name).setResourceType(type.id()));
    }
}
