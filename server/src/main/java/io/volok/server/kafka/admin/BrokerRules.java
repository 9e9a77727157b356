package io.volok.server.kafka.admin;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.InvalidRequestException;

/** Which settings of the broker may be changed while it runs, and to what; refusals are in Kafka's words. */
final class BrokerRules {

    private static final Set<String> THREADS = Set.of("num.io.threads", "num.network.threads", "num.replica.fetchers",
            "num.recovery.threads.per.data.dir", "background.threads");
    private static final String CLEANER_THREADS = "log.cleaner.threads";
    private static final String CLEANER_BUFFER = "log.cleaner.dedupe.buffer.size";
    private static final long CLEANER_BUFFER_MIN_BYTES = 1 << 20;
    /** Settings of one listener begin so. */
    private static final String OF_LISTENER = "listener.name.";
    /** Of the settings that each broker has for itself, those that are not about security. */
    private static final Set<String> PLACES = Set.of("listeners", "listener.security.protocol.map",
            "cordoned.log.dirs");

    private BrokerRules() {
    }

    /**
     * Checks what a broker's, or all brokers', changed settings are to be.
     *
     * @throws InvalidRequestException if one of them cannot be
     */
    static void check(Map<String, String> changed, boolean allBrokers, BrokerSettings settings) {
        checkChangeable(changed.keySet(), allBrokers);
        changed.forEach((key, value) -> {
            BrokerSettings.Definition definition = ListenerSettings.knows(key)
                    ? ListenerSettings.definition(key) : BrokerSettings.definition(key);
            if (definition == null) {
                return;
            }
            try {
                BrokerSettings.check(definition, value);
            } catch (ConfigException refused) {
                throw new InvalidRequestException(refused.getMessage(), refused);
            }
            checkThreads(key, value, settings);
            checkLimits(key, value, settings);
            if (ListenerSettings.knows(key) && ListenerSettings.fault(key, value) != null) {
                throw invalid("Invalid " + definition.name() + " " + value);
            }
        });
    }

    private static void checkChangeable(Set<String> names, boolean allBrokers) {
        TreeSet<String> fixed = new TreeSet<>();
        TreeSet<String> secure = new TreeSet<>();
        TreeSet<String> atStart = new TreeSet<>();
        for (String name : names) {
            BrokerSettings.Definition definition = BrokerSettings.definition(name);
            if (ListenerSettings.knows(name)) {
                continue; // for one broker or for all
            }
            if (name.startsWith(OF_LISTENER) || PLACES.contains(name)) {
                atStart.add(name);
            } else if (definition != null && definition.mode() == BrokerSettings.Mode.READ_ONLY) {
                fixed.add(name);
            } else if (definition != null && definition.mode() == BrokerSettings.Mode.PER_BROKER) {
                secure.add(name);
            }
        }
        refuseIfAny(fixed, "Cannot update these configs dynamically: ");
        refuseIfAny(secure, "These security configs can be dynamically updated only per-listener using the listener "
                + "prefix: ");
        refuseIfAny(atStart, allBrokers
                ? "Cannot update these configs at default cluster level, broker id must be specified: "
                : "These configs are read when the broker starts and cannot be updated while it runs: ");
    }

    private static void refuseIfAny(Set<String> names, String text) {
        if (!names.isEmpty()) {
            throw new InvalidRequestException(text + names);
        }
    }

    /** Kafka lets a number of threads be changed by a factor of two at a time. */
    private static void checkThreads(String key, String value, BrokerSettings settings) {
        boolean cleaner = key.equals(CLEANER_THREADS);
        if (!cleaner && !THREADS.contains(key)) {
            return;
        }
        int wanted = Integer.parseInt(value.strip());
        int now = settings.number(key);
        if (wanted < 1) {
            throw invalid("Log cleaner threads should be at least 1");
        }
        if (wanted < now / 2) {
            throw invalid(cleaner ? "Log cleaner threads cannot be reduced to less than half the current value " + now
                    : refusedThreads(key, wanted, "value should be at least half the current value " + now));
        }
        if (wanted > now * 2) {
            throw invalid(cleaner ? "Log cleaner threads cannot be increased to more than double the current value " + now
                    : refusedThreads(key, wanted, "value should not be greater than double the current value " + now));
        }
    }

    private static String refusedThreads(String key, int wanted, String reason) {
        return "Dynamic thread count update validation failed for " + key + "=" + wanted + ", " + reason;
    }

    private static void checkLimits(String key, String value, BrokerSettings settings) {
        if (key.equals("log.roll.ms")) {
            require(number(value) >= 1, "log.roll.ms must be greater than or equal to 1");
        } else if (key.equals("log.retention.ms")) {
            require(number(value) == -1 || number(value) >= 1,
                    "log.retention.ms must be unlimited (-1) or, equal or greater than 1");
        } else if (key.equals("max.connection.creation.rate") && number(value) < 1) {
            throw invalid("Invalid max.connection.creation.rate " + value);
        } else if (key.equals(CLEANER_BUFFER)) {
            require(number(value) / Math.max(1, settings.number(CLEANER_THREADS)) >= CLEANER_BUFFER_MIN_BYTES,
                    "log.cleaner.dedupe.buffer.size must be at least 1MB per cleaner thread.");
        }
    }

    private static long number(String value) {
        return Long.parseLong(value.strip());
    }

    private static void require(boolean fits, String text) {
        if (!fits) {
            throw new InvalidRequestException("requirement failed: " + text);
        }
    }

    private static InvalidRequestException invalid(String text) {
        return new InvalidRequestException("Invalid value " + ConfigException.class.getName() + ": " + text
                + " for configuration Invalid dynamic configuration");
    }
}
