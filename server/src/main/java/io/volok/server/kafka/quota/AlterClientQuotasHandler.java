package io.volok.server.kafka.quota;

import io.volok.server.kafka.wire.Access;
import io.volok.server.kafka.wire.ApiHandler;
import io.volok.server.kafka.wire.Exchange;
import io.volok.server.kafka.wire.Gathering;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.InvalidRequestException;
import org.apache.kafka.common.message.AlterClientQuotasRequestData;
import org.apache.kafka.common.message.AlterClientQuotasResponseData;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.resource.Resource;
import org.apache.kafka.common.resource.ResourceType;

/** AlterClientQuotas v0-1: sets and removes single limits of users, clients and addresses. */
final class AlterClientQuotasHandler implements ApiHandler<AlterClientQuotasRequestData> {

    private final Quotas quotas;
    private final Access access;

    AlterClientQuotasHandler(Quotas quotas, Access access) {
        this.quotas = quotas;
        this.access = access;
    }

    @Override
    public void handle(AlterClientQuotasRequestData request, Exchange exchange) {
        if (!access.permits(exchange, AclOperation.ALTER_CONFIGS, ResourceType.CLUSTER, Resource.CLUSTER_NAME)) {
            throw new ClusterAuthorizationException(Errors.CLUSTER_AUTHORIZATION_FAILED.message());
        }
        AlterClientQuotasResponseData response = new AlterClientQuotasResponseData();
        Gathering gathering = new Gathering(exchange, () -> exchange.answer(response));
        Set<QuotaEntity> seen = new HashSet<>();
        for (AlterClientQuotasRequestData.EntryData entry : request.entries()) {
            AlterClientQuotasResponseData.EntryData result =
                    new AlterClientQuotasResponseData.EntryData().setErrorMessage(null);
            entry.entity().forEach(part -> result.entity().add(new AlterClientQuotasResponseData.EntityData()
                    .setEntityType(part.entityType()).setEntityName(part.entityName())));
            response.entries().add(result);
            try {
                QuotaEntity entity = QuotaRules.entity(entry.entity());
                if (!seen.add(entity)) {
                    throw new InvalidRequestException("Duplicate client quota entity");
                }
                Map<String, Double> changed = QuotaRules.changed(entity,
                        quotas.all().getOrDefault(entity, Map.of()), entry.ops());
                if (!request.validateOnly()) {
                    var kept = gathering.<Boolean>expect(done -> { });
                    quotas.set(entity, changed, () -> kept.accept(true));
                }
            } catch (ApiException refused) {
                result.setErrorCode(Errors.forException(refused).code()).setErrorMessage(refused.getMessage());
            }
        }
        gathering.complete();
    }
}
