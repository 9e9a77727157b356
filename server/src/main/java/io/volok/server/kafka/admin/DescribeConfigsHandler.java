package io.volok.server.kafka.admin;

import io.volok.broker.partition.ConfiguredThing;
import io.volok.broker.partition.Topic;
import io.volok.server.kafka.wire.ApiHandler;
import io.volok.server.kafka.wire.Exchange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.InvalidRequestException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.message.DescribeConfigsRequestData;
import org.apache.kafka.common.message.DescribeConfigsRequestData.DescribeConfigsResource;
import org.apache.kafka.common.message.DescribeConfigsResponseData;
import org.apache.kafka.common.message.DescribeConfigsResponseData.DescribeConfigsResourceResult;
import org.apache.kafka.common.message.DescribeConfigsResponseData.DescribeConfigsResult;
import org.apache.kafka.common.message.DescribeConfigsResponseData.DescribeConfigsSynonym;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.DescribeConfigsResponse.ConfigSource;
import org.apache.kafka.common.requests.DescribeConfigsResponse.ConfigType;
import org.apache.kafka.common.resource.ResourceType;

/**
 * DescribeConfigs v1-4.
 *
 * <ul>
 *   <li>Topics, this broker, all brokers (empty name), its loggers, groups and client metrics; values of passwords and
 *       of settings that Kafka does not have are never told.
 *   <li>A resource without keys named is described in full. v1 has synonyms, v3 types and documentation.
 * </ul>
 */
final class DescribeConfigsHandler implements ApiHandler<DescribeConfigsRequestData> {

    private static final Map<ConfigDef.Type, ConfigType> TYPES = types();

    private final Surroundings surroundings;
    private final BrokerLoggers loggers = new BrokerLoggers();

    DescribeConfigsHandler(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public void handle(DescribeConfigsRequestData request, Exchange exchange) {
        DescribeConfigsResponseData response = new DescribeConfigsResponseData();
        for (DescribeConfigsResource resource : request.resources()) {
            DescribeConfigsResult result = new DescribeConfigsResult().setResourceType(resource.resourceType())
                    .setResourceName(resource.resourceName());
            response.results().add(result);
            try {
                result.setConfigs(describe(resource, request, exchange)).setErrorMessage("");
            } catch (ApiException refused) {
                result.setErrorCode(Errors.forException(refused).code()).setErrorMessage(refused.getMessage());
            }
        }
        exchange.answer(response);
    }

    private List<DescribeConfigsResourceResult> describe(DescribeConfigsResource resource,
            DescribeConfigsRequestData request, Exchange exchange) {
        List<String> asked = resource.configurationKeys();
        if (resource.resourceType() == ConfigResource.Type.BROKER_LOGGER.id()) {
            checkCluster(exchange);
            BrokerNames.check(resource.resourceName(), surroundings.broker().id(), "Broker", "");
            return loggers.describe(asked);
        }
        List<DescribeConfigsResourceResult> described = new ArrayList<>();
        for (ConfigView.Entry entry : entries(resource, exchange)) {
            if (asked == null || asked.isEmpty() || asked.contains(entry.name())) {
                described.add(toMessage(entry, request));
            }
        }
        return described;
    }

    private List<ConfigView.Entry> entries(DescribeConfigsResource resource, Exchange exchange) {
        String name = resource.resourceName();
        return switch (ConfigResource.Type.forId(resource.resourceType())) {
            case TOPIC -> ofTopic(name, exchange);
            case BROKER -> ofBroker(name, exchange);
            case GROUP -> ofGroup(name, exchange);
            case CLIENT_METRICS -> ofClientMetrics(name, exchange);
            case BROKER_LOGGER, UNKNOWN -> throw new InvalidRequestException(Errors.INVALID_REQUEST.message());
        };
    }

    private List<ConfigView.Entry> ofTopic(String name, Exchange exchange) {
        if (!surroundings.mayTopic(exchange, AclOperation.DESCRIBE_CONFIGS, name)) {
            throw new TopicAuthorizationException(Errors.TOPIC_AUTHORIZATION_FAILED.message());
        }
        String fault = Topic.nameFault(name);
        if (fault != null) {
            throw new InvalidTopicException("Topic name is invalid: " + fault);
        }
        Topic topic = surroundings.image().byName(name);
        if (topic == null) {
            throw new UnknownTopicOrPartitionException("");
        }
        return new ConfigView(surroundings).ofTopic(topic.overrides());
    }

    private List<ConfigView.Entry> ofClientMetrics(String name, Exchange exchange) {
        checkCluster(exchange);
        if (name.isEmpty()) {
            throw new InvalidRequestException("Client metrics subscription name must not be empty");
        }
        return ClientMetricsSettings.describe(surroundings.image()
                .configs(new ConfiguredThing(ConfiguredThing.Kind.CLIENT_METRICS, name)));
    }

    private void checkCluster(Exchange exchange) {
        if (!surroundings.mayCluster(exchange, AclOperation.DESCRIBE_CONFIGS)) {
            throw new ClusterAuthorizationException(Errors.CLUSTER_AUTHORIZATION_FAILED.message());
        }
    }

    private List<ConfigView.Entry> ofBroker(String name, Exchange exchange) {
        checkCluster(exchange);
        if (name.isEmpty()) {
            return new ConfigView(surroundings).ofAllBrokers();
        }
        BrokerNames.check(name, surroundings.broker().id(), "Broker", " or empty string");
        return new ConfigView(surroundings).ofBroker();
    }

    private List<ConfigView.Entry> ofGroup(String name, Exchange exchange) {
        if (!surroundings.access().permits(exchange, AclOperation.DESCRIBE_CONFIGS, ResourceType.GROUP, name)) {
            throw new GroupAuthorizationException(Errors.GROUP_AUTHORIZATION_FAILED.message());
        }
        if (name.isEmpty()) {
            throw new InvalidRequestException("Group name must not be empty");
        }
        return GroupSettingsView.describe(name, surroundings);
    }

    private static DescribeConfigsResourceResult toMessage(ConfigView.Entry entry,
                                                           DescribeConfigsRequestData request) {
        DescribeConfigsResourceResult message = new DescribeConfigsResourceResult().setName(entry.name())
                .setValue(entry.secret() ? null : entry.value())
                .setReadOnly(entry.readOnly())
                .setIsSensitive(entry.secret())
                .setConfigSource(entry.source().id())
                .setConfigType(TYPES.getOrDefault(entry.type(), ConfigType.UNKNOWN).id());
        if (request.includeSynonyms()) {
            List<DescribeConfigsSynonym> synonyms = new ArrayList<>();
            for (ConfigView.Synonym synonym : entry.synonyms()) {
                synonyms.add(new DescribeConfigsSynonym().setName(synonym.name())
                        .setValue(entry.secret() ? null : synonym.value()).setSource(source(synonym.source())));
            }
            message.setSynonyms(synonyms);
        }
        return message.setDocumentation(request.includeDocumentation() ? entry.documentation() : null);
    }

    private static byte source(ConfigSource source) {
        return source.id();
    }

    private static Map<ConfigDef.Type, ConfigType> types() {
        Map<ConfigDef.Type, ConfigType> types = new HashMap<>();
        for (ConfigDef.Type type : ConfigDef.Type.values()) {
            types.put(type, ConfigType.valueOf(type.name()));
        }
        return types;
    }
}
