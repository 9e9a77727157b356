package io.volok.broker.policy;

import io.volok.broker.ArgumentText;
import io.volok.broker.Refusal;
import io.volok.codec.table.FieldTable;
import io.volok.codec.table.FieldValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Which settings a policy may carry, and of what type. */
public final class PolicyKeys {

    private static final long SEGMENT_MAX_BYTES = 3_000_000_000L;
    private static final long FILTER_MIN_BYTES = 16;
    private static final long FILTER_MAX_BYTES = 255;
    private static final Pattern SPAN = Pattern.compile("[1-9][0-9]{0,9}[YMDhms]");

    /** What a setting must be, and what it is called when it is not. */
    private record Check(Predicate<FieldValue> right, String called) {
    }

    private static final Map<String, Check> CHECKS = Map.ofEntries(
            check("alternate-exchange", PolicyKeys::isText, "alternate exchange name"),
            check("consumer-timeout", atLeast(0), "consumer timeout"),
            check("consumer-disconnected-timeout", atLeast(0), "consumer disconnected timeout"),
            check("dead-letter-exchange", PolicyKeys::isText, "dead letter exchange name"),
            check("dead-letter-routing-key", PolicyKeys::isText, "dead letter routing key"),
            check("dead-letter-strategy", oneOf("at-most-once", "at-least-once"), "dead letter strategy"),
            check("delayed-retry-type", oneOf("all", "failed", "returned", "disabled"),
                    "delayed retry type. Must be one of: all, failed, returned, disabled"),
            check("delayed-retry-min", atLeast(1), "delayed retry minimum delay. Must be a positive integer"),
            check("delayed-retry-max", atLeast(1), "delayed retry maximum delay. Must be a positive integer"),
            check("delivery-limit", value -> FieldTable.integerOf(value).isPresent(), "delivery limit"),
            check("expires", atLeast(1), "queue expiry"),
            check("initial-cluster-size", atLeast(0), "cluster size"),
            check("target-group-size", atLeast(1), "qq target count value"),
            check("max-age", value -> value instanceof FieldValue.LongString text && SPAN.matcher(text.text()).matches(),
                    "max age"),
            check("max-in-memory-length", atLeast(0), "maximum memory in bytes"),
            check("max-in-memory-bytes", atLeast(0), "maximum memory in bytes"),
            check("max-length", atLeast(0), "maximum length"),
            check("max-length-bytes", atLeast(0), "maximum length in bytes"),
            check("message-ttl", atLeast(0), "message TTL"),
            check("overflow", oneOf("drop-head", "reject-publish", "reject-publish-dlx"), "overflow value"),
            check("queue-leader-locator", oneOf("client-local", "balanced", "random", "least-leaders"),
                    "queue leader locator value"),
            check("queue-mode", oneOf("default", "lazy"), "queue-mode value"),
            check("queue-version", between(1, 2), "queue-version value"),
            check("stream-filter-size-bytes", between(FILTER_MIN_BYTES, FILTER_MAX_BYTES),
                    "filter size. Valid range is 16-255"),
            check("stream-max-segment-size-bytes", between(0, SEGMENT_MAX_BYTES), "segment size"),
            check("retain-acked", PolicyKeys::isRetention, "retain acked"),
            check("federation-upstream", PolicyKeys::isText, "federation upstream"),
            check("federation-upstream-set", PolicyKeys::isText, "federation upstream set"),
            check("federation-upstream-pattern", PolicyKeys::isText, "federation upstream pattern"),
            check("shards-per-node", atLeast(0), "shards per node"),
            check("routing-key", PolicyKeys::isText, "routing key"));

    /** What old policies say about mirrors: taken and ignored. */
    private static final Set<String> IGNORED = Set.of("ha-mode", "ha-params", "ha-sync-mode", "ha-sync-batch-size",
            "ha-promote-on-shutdown", "ha-promote-on-failure", "queue-master-locator");

    private static final Set<String> OPERATOR = Set.of("expires", "message-ttl", "max-length", "max-length-bytes",
            "max-in-memory-length", "max-in-memory-bytes", "delivery-limit", "overflow", "target-group-size",
            "delayed-retry-type", "delayed-retry-min", "delayed-retry-max", "ha-mode", "ha-params",
            "ha-sync-mode", "ha-sync-batch-size", "ha-promote-on-shutdown", "ha-promote-on-failure", "queue-version");

    private static final Set<String> OF_ORDINARY_QUEUES = Set.of("max-length", "message-ttl", "expires",
            "dead-letter-exchange", "dead-letter-routing-key", "overflow");
    private static final Set<String> OF_CLASSIC_QUEUES = Set.of("queue-mode");
    private static final Set<String> OF_QUORUM_QUEUES = Set.of("delivery-limit", "dead-letter-strategy",
            "max-in-memory-length", "max-in-memory-bytes", "target-group-size");
    private static final Set<String> NOT_OF_TOPIC_QUEUES = Set.of("max-length", "message-ttl", "expires", "overflow",
            "max-in-memory-length", "max-in-memory-bytes", "target-group-size");
    private static final Set<String> OF_STREAMS = Set.of("max-age", "stream-max-segment-size-bytes",
            "initial-cluster-size");

    private PolicyKeys() {
    }

    /**
     * Whether a kind of thing can have all of a definition. As in RabbitMQ, a policy with one setting that is for other
     * kinds of queues only is passed over as if its pattern did not match.
     */
    static boolean suit(ApplyTo thing, FieldTable definition) {
        for (FieldTable.Entry entry : definition) {
            if (!suits(thing, entry.name())) {
                return false;
            }
        }
        return true;
    }

    private static boolean suits(ApplyTo thing, String key) {
        return switch (thing) {
            case CLASSIC_QUEUES -> !OF_QUORUM_QUEUES.contains(key) && !OF_STREAMS.contains(key);
            case QUORUM_QUEUES -> !OF_CLASSIC_QUEUES.contains(key) && !OF_STREAMS.contains(key);
            case STREAMS -> !OF_ORDINARY_QUEUES.contains(key) && !OF_CLASSIC_QUEUES.contains(key)
                    && !OF_QUORUM_QUEUES.contains(key);
            case TOPIC_QUEUES -> !NOT_OF_TOPIC_QUEUES.contains(key) && !OF_CLASSIC_QUEUES.contains(key)
                    && !OF_STREAMS.contains(key);
            case ALL, QUEUES, EXCHANGES -> true;
        };
    }

    private static Map.Entry<String, Check> check(String key, Predicate<FieldValue> right, String called) {
        return Map.entry(key, new Check(right, called));
    }

    private static boolean isText(FieldValue value) {
        return value.tag() == 'S';
    }

    private static Predicate<FieldValue> atLeast(long least) {
        return between(least, Long.MAX_VALUE);
    }

    private static Predicate<FieldValue> between(long least, long most) {
        return value -> {
            OptionalLong number = FieldTable.integerOf(value);
            return number.isPresent() && number.getAsLong() >= least && number.getAsLong() <= most;
        };
    }

    private static Predicate<FieldValue> oneOf(String... words) {
        Set<String> allowed = Set.of(words);
        return value -> value instanceof FieldValue.LongString text && allowed.contains(text.text());
    }

    private static boolean isRetention(FieldValue value) {
        OptionalLong number = FieldTable.integerOf(value);
        return number.isPresent() ? number.getAsLong() >= 0
                : value instanceof FieldValue.LongString text && SPAN.matcher(text.text()).matches();
    }

    /** Null when a policy (or operator policy) may have this definition. */
    public static Refusal validate(FieldTable definition, boolean operator) {
        List<String> unknown = new ArrayList<>();
        for (FieldTable.Entry entry : definition) {
            boolean known = CHECKS.containsKey(entry.name()) || IGNORED.contains(entry.name());
            if (!known || operator && !OPERATOR.contains(entry.name())) {
                unknown.add("{<<\"" + entry.name() + "\">>," + term(entry.value()) + "}");
            }
        }
        if (!unknown.isEmpty()) {
            return new Refusal.PreconditionFailed("Validation failed\n\n[" + String.join(",", unknown)
                    + "] are not recognised policy settings\n");
        }
        for (FieldTable.Entry entry : definition) {
            String wrong = wrong(entry);
            if (wrong != null) {
                return invalid(wrong);
            }
        }
        return validateRetry(definition);
    }

    private static Refusal validateRetry(FieldTable definition) {
        String type = definition.text("delayed-retry-type").orElse("disabled");
        OptionalLong min = definition.integer("delayed-retry-min");
        OptionalLong max = definition.integer("delayed-retry-max");
        if (!type.equals("disabled") && min.isEmpty()) {
            return invalid("delayed-retry-min is required when delayed-retry-type is " + type);
        }
        return min.isEmpty() || max.isEmpty() || max.getAsLong() >= min.getAsLong() ? null
                : invalid("delayed-retry-max (" + max.getAsLong() + ") must not be smaller than delayed-retry-min ("
                        + min.getAsLong() + ")");
    }

    private static Refusal invalid(String why) {
        return new Refusal.PreconditionFailed("Validation failed\n\n" + why + "\n");
    }

    private static String wrong(FieldTable.Entry entry) {
        Check check = CHECKS.get(entry.name());
        return check == null || check.right.test(entry.value()) ? null
                : term(entry.value()) + " is not a valid " + check.called;
    }

    /** A value as RabbitMQ prints it. */
    private static String term(FieldValue value) {
        return value instanceof FieldValue.LongString text ? "<<\"" + text.text() + "\">>" : ArgumentText.value(value);
    }
}
