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
import java.util.regex.Pattern;

/** Which settings a policy may carry, and of what type. */
public final class PolicyKeys {

    private enum Shape { COUNT, POSITIVE, TEXT, SPAN, ANY }

    private static final Map<String, Shape> KNOWN = Map.ofEntries(
            Map.entry("alternate-exchange", Shape.TEXT), Map.entry("consumer-timeout", Shape.POSITIVE),
            Map.entry("consumer-disconnected-timeout", Shape.COUNT), Map.entry("dead-letter-exchange", Shape.TEXT),
            Map.entry("dead-letter-routing-key", Shape.TEXT), Map.entry("dead-letter-strategy", Shape.TEXT),
            Map.entry("delayed-retry-type", Shape.TEXT), Map.entry("delayed-retry-min", Shape.COUNT),
            Map.entry("delayed-retry-max", Shape.COUNT), Map.entry("delivery-limit", Shape.ANY),
            Map.entry("expires", Shape.POSITIVE), Map.entry("initial-cluster-size", Shape.POSITIVE),
            Map.entry("target-group-size", Shape.POSITIVE), Map.entry("max-age", Shape.TEXT),
            Map.entry("max-in-memory-length", Shape.COUNT), Map.entry("max-in-memory-bytes", Shape.COUNT),
            Map.entry("max-length", Shape.COUNT), Map.entry("max-length-bytes", Shape.COUNT),
            Map.entry("message-ttl", Shape.COUNT), Map.entry("overflow", Shape.TEXT),
            Map.entry("queue-leader-locator", Shape.TEXT), Map.entry("stream-filter-size-bytes", Shape.COUNT),
            Map.entry("stream-max-segment-size-bytes", Shape.COUNT), Map.entry("federation-upstream", Shape.TEXT),
            Map.entry("federation-upstream-set", Shape.TEXT), Map.entry("federation-upstream-pattern", Shape.TEXT),
            Map.entry("retain-acked", Shape.SPAN),
            Map.entry("shards-per-node", Shape.COUNT), Map.entry("routing-key", Shape.TEXT),
            Map.entry("ha-mode", Shape.ANY), Map.entry("ha-params", Shape.ANY), Map.entry("ha-sync-mode", Shape.ANY),
            Map.entry("ha-sync-batch-size", Shape.ANY), Map.entry("ha-promote-on-shutdown", Shape.ANY),
            Map.entry("ha-promote-on-failure", Shape.ANY), Map.entry("queue-mode", Shape.ANY),
            Map.entry("queue-version", Shape.ANY), Map.entry("queue-master-locator", Shape.ANY));

    private static final Set<String> OPERATOR = Set.of("expires", "message-ttl", "max-length", "max-length-bytes",
            "max-in-memory-length", "max-in-memory-bytes", "delivery-limit", "overflow", "target-group-size",
            "delayed-retry-type", "delayed-retry-min", "delayed-retry-max", "consumer-timeout", "ha-mode", "ha-params",
            "ha-sync-mode", "ha-sync-batch-size", "ha-promote-on-shutdown", "ha-promote-on-failure", "queue-version");

    private static final Pattern SPAN = Pattern.compile("[1-9][0-9]{0,9}[YMDhms]");

    private PolicyKeys() {
    }

    /** Null when a policy (or operator policy) may have this definition. */
    public static Refusal validate(FieldTable definition, boolean operator) {
        List<String> unknown = new ArrayList<>();
        for (FieldTable.Entry entry : definition) {
            if (!KNOWN.containsKey(entry.name()) || operator && !OPERATOR.contains(entry.name())) {
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
                return new Refusal.PreconditionFailed("Validation failed\n\n" + wrong + "\n");
            }
        }
        return null;
    }

    private static String wrong(FieldTable.Entry entry) {
        OptionalLong number = FieldTable.integerOf(entry.value());
        boolean right = switch (KNOWN.get(entry.name())) {
            case COUNT -> number.isPresent() && number.getAsLong() >= 0;
            case POSITIVE -> number.isPresent() && number.getAsLong() >= 1;
            case SPAN -> number.isPresent() ? number.getAsLong() >= 0
                    : entry.value() instanceof FieldValue.LongString text && SPAN.matcher(text.text()).matches();
            case TEXT -> entry.value().tag() == 'S';
            case ANY -> true;
        };
        return right ? null : term(entry.value()) + " is not a valid "
                + entry.name().replace('-', ' ').replace("max ", "maximum ");
    }

    /** A value as RabbitMQ prints it. */
    private static String term(FieldValue value) {
        return value instanceof FieldValue.LongString text ? "<<\"" + text.text() + "\">>" : ArgumentText.value(value);
    }
}
