package io.volok.server.kafka.quota;

import io.volok.server.kafka.wire.Access;
import io.volok.server.kafka.wire.ApiHandler;
import io.volok.server.kafka.wire.Exchange;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.InvalidRequestException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.apache.kafka.common.message.DescribeClientQuotasRequestData;
import org.apache.kafka.common.message.DescribeClientQuotasRequestData.ComponentData;
import org.apache.kafka.common.message.DescribeClientQuotasResponseData;
import org.apache.kafka.common.message.DescribeClientQuotasResponseData.EntityData;
import org.apache.kafka.common.message.DescribeClientQuotasResponseData.EntryData;
import org.apache.kafka.common.message.DescribeClientQuotasResponseData.ValueData;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.resource.Resource;
import org.apache.kafka.common.resource.ResourceType;

/**
 * DescribeClientQuotas v0-1: the limits of entities that have all the parts that are asked for; a strict question wants no
 * other parts besides.
 */
final class DescribeClientQuotasHandler implements ApiHandler<DescribeClientQuotasRequestData> {

    private static final byte EXACT = 0;
    private static final byte DEFAULT = 1;
    private static final byte ANY = 2;

    private final Quotas quotas;
    private final Access access;

    DescribeClientQuotasHandler(Quotas quotas, Access access) {
        this.quotas = quotas;
        this.access = access;
    }

    @Override
    public void handle(DescribeClientQuotasRequestData request, Exchange exchange) {
        if (!access.permits(exchange, AclOperation.DESCRIBE_CONFIGS, ResourceType.CLUSTER, Resource.CLUSTER_NAME)) {
            throw new ClusterAuthorizationException(Errors.CLUSTER_AUTHORIZATION_FAILED.message());
        }
        check(request);
        DescribeClientQuotasResponseData response =
                new DescribeClientQuotasResponseData().setErrorMessage(null).setEntries(new ArrayList<>());
        quotas.all().forEach((entity, values) -> {
            boolean fits = request.components().stream().allMatch(component -> matches(component, entity))
                    && (!request.strict() || entity.parts().size() == request.components().size());
            if (fits) {
                response.entries().add(toMessage(entity, values));
            }
        });
        exchange.answer(response);
    }

    private static void check(DescribeClientQuotasRequestData request) {
        Set<String> seen = new HashSet<>();
        for (ComponentData component : request.components()) {
            if (component.entityType().isEmpty()) {
                throw new InvalidRequestException("Invalid empty entity type.");
            }
            if (!QuotaEntity.TYPES.contains(component.entityType())) {
                throw new UnsupportedVersionException("Unsupported entity type " + component.entityType());
            }
            if (!seen.add(component.entityType())) {
                throw new InvalidRequestException("Entity type " + component.entityType()
                        + " cannot appear more than once in the filter.");
            }
            boolean wanted = component.matchType() == EXACT;
            if (component.matchType() < EXACT || component.matchType() > ANY || wanted != (component.match() != null)) {
                throw new InvalidRequestException("Unexpected match type or match for " + component.entityType());
            }
        }
    }

    private static boolean matches(ComponentData component, QuotaEntity entity) {
        String name = entity.parts().get(component.entityType());
        if (name == null) {
            return false;
        }
        return switch (component.matchType()) {
            case EXACT -> name.equals(component.match());
            case DEFAULT -> name.equals(QuotaEntity.DEFAULT);
            default -> true;
        };
    }

    private static EntryData toMessage(QuotaEntity entity, Map<String, Double> values) {
        EntryData entry = new EntryData();
        new TreeMap<>(entity.parts()).forEach((type, name) -> entry.entity().add(new EntityData().setEntityType(type)
                .setEntityName(name.equals(QuotaEntity.DEFAULT) ? null : name)));
        new TreeMap<>(values).forEach((key, value) -> entry.values().add(new ValueData().setKey(key).setValue(value)));
        return entry;
    }
}
