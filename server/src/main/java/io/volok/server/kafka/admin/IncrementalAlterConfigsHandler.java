package io.volok.server.kafka.admin;

import io.volok.server.kafka.wire.ApiHandler;
import io.volok.server.kafka.wire.Exchange;
import io.volok.server.kafka.wire.Gathering;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.InvalidRequestException;
import org.apache.kafka.common.message.IncrementalAlterConfigsRequestData;
import org.apache.kafka.common.message.IncrementalAlterConfigsRequestData.AlterConfigsResource;
import org.apache.kafka.common.message.IncrementalAlterConfigsResponseData;
import org.apache.kafka.common.message.IncrementalAlterConfigsResponseData.AlterConfigsResourceResponse;
import org.apache.kafka.common.protocol.Errors;

/** IncrementalAlterConfigs v0-1: sets, deletes, appends to and subtracts from single settings of a resource. */
final class IncrementalAlterConfigsHandler implements ApiHandler<IncrementalAlterConfigsRequestData> {

    private final ConfigAlteration alteration;

    IncrementalAlterConfigsHandler(Surroundings surroundings) {
        this.alteration = new ConfigAlteration(surroundings);
    }

    @Override
    public void handle(IncrementalAlterConfigsRequestData request, Exchange exchange) {
        IncrementalAlterConfigsResponseData response = new IncrementalAlterConfigsResponseData();
        Gathering gathering = new Gathering(exchange, () -> exchange.answer(response));
        Map<String, Integer> named = new HashMap<>();
        for (AlterConfigsResource resource : request.resources()) {
            named.merge(resource.resourceType() + ":" + resource.resourceName(), 1, Integer::sum);
        }
        for (AlterConfigsResource resource : request.resources()) {
            AlterConfigsResourceResponse result = new AlterConfigsResourceResponse()
                    .setResourceType(resource.resourceType()).setResourceName(resource.resourceName())
                    .setErrorMessage(null);
            response.responses().add(result);
            try {
                if (named.get(resource.resourceType() + ":" + resource.resourceName()) > 1) {
                    throw new InvalidRequestException("Each resource must appear at most once.");
                }
                ConfigAlteration.Checked change = check(resource, exchange);
                if (!request.validateOnly()) {
                    var kept = gathering.<Boolean>expect(done -> { });
                    change.commit().accept(() -> kept.accept(true));
                }
            } catch (ApiException refused) {
                result.setErrorCode(Errors.forException(refused).code()).setErrorMessage(refused.getMessage());
            }
        }
        gathering.complete();
    }

    private ConfigAlteration.Checked check(AlterConfigsResource resource, Exchange exchange) {
        return resource.resourceType() == ConfigResource.Type.BROKER_LOGGER.id()
                ? alteration.checkLoggers(resource.resourceName(), resource.configs(), exchange)
                : alteration.check(resource.resourceType(), resource.resourceName(),
                        (rules, own) -> rules.apply(own, resource.configs()), exchange);
    }
}
