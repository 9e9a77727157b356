package io.volok.server.kafka.admin;

import io.volok.server.kafka.wire.ApiHandler;
import io.volok.server.kafka.wire.Exchange;
import io.volok.server.kafka.wire.Gathering;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.InvalidRequestException;
import org.apache.kafka.common.message.AlterConfigsRequestData;
import org.apache.kafka.common.message.AlterConfigsRequestData.AlterConfigsResource;
import org.apache.kafka.common.message.AlterConfigsRequestData.AlterableConfig;
import org.apache.kafka.common.message.AlterConfigsResponseData;
import org.apache.kafka.common.message.AlterConfigsResponseData.AlterConfigsResourceResponse;
import org.apache.kafka.common.protocol.Errors;

/** AlterConfigs v0-2: replaces all settings of a resource; what is not named goes back to its default. */
final class AlterConfigsHandler implements ApiHandler<AlterConfigsRequestData> {

    private final ConfigAlteration alteration;

    AlterConfigsHandler(Surroundings surroundings) {
        this.alteration = new ConfigAlteration(surroundings);
    }

    @Override
    public void handle(AlterConfigsRequestData request, Exchange exchange) {
        AlterConfigsResponseData response = new AlterConfigsResponseData();
        Gathering gathering = new Gathering(exchange, () -> exchange.answer(response));
        for (AlterConfigsResource resource : request.resources()) {
            AlterConfigsResourceResponse result = new AlterConfigsResourceResponse()
                    .setResourceType(resource.resourceType()).setResourceName(resource.resourceName())
                    .setErrorMessage(null);
            response.responses().add(result);
            try {
                ConfigAlteration.Checked change = alteration.check(resource.resourceType(), resource.resourceName(),
                        (rules, own) -> settings(resource), exchange);
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

    private static Map<String, String> settings(AlterConfigsResource resource) {
        Map<String, String> settings = new HashMap<>();
        for (AlterableConfig config : resource.configs()) {
            if (config.value() == null) {
                throw new InvalidRequestException("Null value not supported for : " + config.name());
            }
            settings.put(config.name(), config.value());
        }
        return settings;
    }
}
