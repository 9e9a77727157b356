package io.volok.server.kafka.admin;

import io.volok.broker.partition.ConfiguredThing;
import io.volok.broker.partition.Topic;
import io.volok.broker.partition.TopicKey;
import io.volok.server.kafka.wire.Exchange;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.InvalidRequestException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.message.IncrementalAlterConfigsRequestData.AlterableConfig;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.coordinator.group.GroupConfig;
import org.apache.kafka.storage.internals.log.LogConfig;

/** Changes the settings of topics, brokers and groups, with Kafka's checks. */
final class ConfigAlteration {

    private final Surroundings surroundings;
    private final BrokerLoggers loggers = new BrokerLoggers();

    ConfigAlteration(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    /**
     * A change that has been checked.
     *
     * @param commit makes it; the task runs when it is kept, on shard 0
     */
    record Checked(Consumer<Runnable> commit) {
    }

    /** How new settings follow from the old ones. */
    interface Edit {
        Map<String, String> apply(ConfigChange rules, Map<String, String> own);
    }

    /** @throws org.apache.kafka.common.errors.ApiException if the change is not allowed */
    Checked check(byte resourceType, String name, Edit edit, Exchange exchange) {
        return switch (ConfigResource.Type.forId(resourceType)) {
            case TOPIC -> ofTopic(name, edit, exchange);
            case BROKER -> ofBroker(name, edit, exchange);
            case GROUP -> ofGroup(name, edit, exchange);
            case CLIENT_METRICS -> ofClientMetrics(name, edit, exchange);
            case BROKER_LOGGER -> throw new InvalidRequestException(
                    "Loggers are changed one by one: with IncrementalAlterConfigs.");
            case UNKNOWN -> throw new InvalidRequestException("Unknown resource type " + resourceType);
        };
    }

    private Checked ofTopic(String name, Edit edit, Exchange exchange) {
        if (name.isEmpty()) {
            throw new InvalidRequestException("Default topic resources are not allowed.");
        }
        if (!surroundings.mayTopic(exchange, AclOperation.ALTER_CONFIGS, name)) {
            throw new TopicAuthorizationException(Errors.TOPIC_AUTHORIZATION_FAILED.message());
        }
        String fault = Topic.nameFault(name);
        if (fault != null) {
            throw new InvalidTopicException("Topic name is invalid: " + fault);
        }
        Topic topic = surroundings.image().byName(name);
        if (topic == null) {
            throw new UnknownTopicOrPartitionException("The topic '" + name + "' does not exist.");
        }
        Map<String, String> defaults = new ConfigView(surroundings).ofTopic(Map.of()).stream()
                .collect(Collectors.toMap(ConfigView.Entry::name, ConfigView.Entry::value));
        Map<String, String> changed = edit.apply(
                new ConfigChange(key -> TopicKey.of(key) == null ? null : LogConfig.configKeys().get(key).type,
                        defaults::get), topic.overrides());
        TopicSettings.check(changed);
        return new Checked(done -> surroundings.topics().configure(topic.id(), changed, outcome -> done.run()));
    }

    private Checked ofBroker(String name, Edit edit, Exchange exchange) {
        checkCluster(exchange);
        if (!name.isEmpty()) {
            BrokerNames.check(name, surroundings.broker().id(), "Node", "");
        }
        Function<String, ConfigDef.Type> types = key -> {
            BrokerSettings.Definition definition = BrokerSettings.definition(key);
            return definition == null ? null : definition.type();
        };
        ConfiguredThing thing = new ConfiguredThing(ConfiguredThing.Kind.BROKER, name);
        Map<String, String> changed = edit.apply(new ConfigChange(types, surroundings.settings()::value),
                surroundings.image().configs(thing));
        BrokerRules.check(changed, name.isEmpty(), surroundings.settings());
        return new Checked(done -> surroundings.topics().configure(thing, changed, done));
    }

    private void checkCluster(Exchange exchange) {
        if (!surroundings.mayCluster(exchange, AclOperation.ALTER_CONFIGS)) {
            throw new ClusterAuthorizationException(Errors.CLUSTER_AUTHORIZATION_FAILED.message());
        }
    }

    private Checked ofClientMetrics(String name, Edit edit, Exchange exchange) {
        checkCluster(exchange);
        if (name.isEmpty()) {
            throw new InvalidRequestException("Subscription name can't be empty");
        }
        ConfiguredThing thing = new ConfiguredThing(ConfiguredThing.Kind.CLIENT_METRICS, name);
        Map<String, String> changed = edit.apply(new ConfigChange(ClientMetricsSettings::typeOf, key -> null),
                surroundings.image().configs(thing));
        ClientMetricsSettings.check(changed);
        return new Checked(done -> surroundings.topics().configure(thing, changed, done));
    }

    /** Checks changes of the broker's loggers, whose levels only this process has. */
    Checked checkLoggers(String name, Iterable<AlterableConfig> operations, Exchange exchange) {
        checkCluster(exchange);
        BrokerNames.check(name, surroundings.broker().id(), "Node", "");
        loggers.check(operations);
        return new Checked(done -> {
            loggers.apply(operations);
            done.run();
        });
    }

    private Checked ofGroup(String name, Edit edit, Exchange exchange) {
        if (!surroundings.access().permits(exchange, AclOperation.ALTER_CONFIGS, ResourceType.GROUP, name)) {
            throw new GroupAuthorizationException(Errors.GROUP_AUTHORIZATION_FAILED.message());
        }
        if (name.isEmpty()) {
            throw new InvalidRequestException("Default group resources are not allowed.");
        }
        ConfiguredThing thing = new ConfiguredThing(ConfiguredThing.Kind.GROUP, name);
        Map<String, String> changed = edit.apply(
                new ConfigChange(key -> GroupConfig.configType(key).orElse(null), key -> null),
                surroundings.image().configs(thing));
        try {
            GroupSettingsView.check(changed, surroundings);
        } catch (ConfigException refused) {
            throw new InvalidConfigurationException(refused.getMessage());
        }
        return new Checked(done -> surroundings.topics().configure(thing, changed, done));
    }
}
