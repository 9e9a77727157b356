package io.volok.server.kafka.admin;

import io.volok.server.logging.LogLevel;
import io.volok.server.logging.Loggers;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.AlterConfigOp.OpType;
import org.apache.kafka.common.config.LogLevelConfig;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.InvalidRequestException;
import org.apache.kafka.common.message.DescribeConfigsResponseData.DescribeConfigsResourceResult;
import org.apache.kafka.common.message.IncrementalAlterConfigsRequestData.AlterableConfig;
import org.apache.kafka.common.requests.DescribeConfigsResponse.ConfigSource;

/**
 * The broker's loggers as settings: the name of one is the name of a logger, its value a level. Levels are changed in
 * the process and not kept, as in Kafka; refusals are in Kafka's words.
 */
final class BrokerLoggers {

    private final Loggers loggers = Loggers.ofThisProcess();

    /**
     * The loggers that there are, with the levels in force. As in Kafka they have neither type nor synonyms.
     *
     * @param asked names of those wanted; null or empty for all
     */
    List<DescribeConfigsResourceResult> describe(Collection<String> asked) {
        List<DescribeConfigsResourceResult> described = new ArrayList<>();
        loggers.levels().forEach((name, level) -> {
            if (asked == null || asked.isEmpty() || asked.contains(name)) {
                described.add(new DescribeConfigsResourceResult().setName(name).setValue(level.name())
                        .setConfigSource(ConfigSource.DYNAMIC_BROKER_LOGGER_CONFIG.id()));
            }
        });
        return described;
    }

    /** @throws org.apache.kafka.common.errors.ApiException if one of the changes is not allowed; then none is made */
    void check(Iterable<AlterableConfig> operations) {
        ConfigChange.checkForm(operations);
        for (AlterableConfig operation : operations) {
            switch (typeOf(operation)) {
                case SET -> {
                    checkExists(operation.name());
                    checkLevel(operation);
                }
                case DELETE -> {
                    checkExists(operation.name());
                    if (operation.name().equals(Loggers.ROOT)) {
                        throw new InvalidRequestException("Removing the log level of the " + Loggers.ROOT
                                + " logger is not allowed");
                    }
                }
                case APPEND, SUBTRACT -> throw new InvalidRequestException(typeOf(operation)
                        + " operation is not allowed for the BROKER_LOGGER resource");
            }
        }
    }

    private static OpType typeOf(AlterableConfig operation) {
        OpType type = OpType.forId(operation.configOperation());
        if (type == null) {
            throw new InvalidRequestException("Unknown operation type " + operation.configOperation()
                    + " is not allowed for the BROKER_LOGGER resource");
        }
        return type;
    }

    private void checkExists(String name) {
        if (!loggers.exists(name)) {
            throw new InvalidConfigurationException("Logger " + name + " does not exist!");
        }
    }

    private static void checkLevel(AlterableConfig operation) {
        Set<String> levels = LogLevelConfig.VALID_LOG_LEVELS;
        if (!levels.contains(operation.value())) {
            throw new InvalidConfigurationException("Cannot set the log level of " + operation.name() + " to "
                    + operation.value() + " as it is not a supported log level. Valid log levels are "
                    + levels.stream().sorted().collect(Collectors.joining(", ")));
        }
    }

    /** Makes changes that have been checked. */
    void apply(Iterable<AlterableConfig> operations) {
        for (AlterableConfig operation : operations) {
            if (typeOf(operation) == OpType.SET) {
                loggers.set(operation.name(), LogLevel.valueOf(operation.value()));
            } else {
                loggers.unset(operation.name());
            }
        }
    }
}
