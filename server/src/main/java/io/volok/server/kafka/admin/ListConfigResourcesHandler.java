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
 * ListConfigResources v0-1: what can have settings. v0 asks for client metrics only, of which there are none; from v1
 * on no type named means all.
 */
final class ListConfigResourcesHandler implements ApiHandler<ListConfigResourcesRequestData> {

    private static final List<Byte> SUPPORTED = List.of(Type.TOPIC.id(), Type.BROKER.id(),
            Type.CLIENT_METRICS.id(), Type.GROUP.id());

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
        if (types.contains(Type.GROUP.id())) {
            for (ConfiguredThing thing : surroundings.image().configured()) {
                if (thing.kind() == ConfiguredThing.Kind.GROUP) {
                    add(thing.name(), Type.GROUP, response);
                }
            }
        }
        exchange.answer(response);
    }

    private static void add(String name, Type type, ListConfigResourcesResponseData response) {
        response.configResources().add(new ConfigResource().setResourceName(name).setResourceType(type.id()));
    }
}
