package io.volok.broker.vhost;

import io.volok.broker.ArgumentText;
import io.volok.broker.Refusal;
import io.volok.broker.Refusals;
import io.volok.broker.ResourceName;
import io.volok.broker.queue.QueueType;
import io.volok.codec.table.FieldTable;
import io.volok.codec.table.FieldValue;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.BiFunction;

/**
 * Which arguments a queue of each type may be declared with, and with which values. An argument that no type knows is
 * kept and ignored, as in RabbitMQ; so is a delivery limit or delayed retry that makes no sense.
 *
 * <p>Deviation: {@code x-queue-mode}, {@code x-queue-version} and {@code x-queue-master-locator} are accepted where
 * RabbitMQ 4.3 refuses them, since old clients still send them and nothing depends on them here.
 */
final class QueueArguments {

    static final String TYPE = "x-queue-type";
    /** Which topic a queue of type topic works off. */
    static final String TOPIC = "x-topic";
    static final String DEAD_LETTER_EXCHANGE = "x-dead-letter-exchange";
    static final String DEAD_LETTER_ROUTING_KEY = "x-dead-letter-routing-key";

    static final String SINGLE_ACTIVE = "x-single-active-consumer";

    private static final String SEGMENT_SIZE = "x-stream-max-segment-size-bytes";
    private static final String FILTER_SIZE = "x-stream-filter-size-bytes";
    private static final long SEGMENT_MAX_BYTES = 3_000_000_000L;
    private static final long FILTER_MIN_BYTES = 16;
    private static final long FILTER_MAX_BYTES = 255;
    /** Ten years. */
    private static final long LONGEST_SPAN_MS = 315_360_000_000L;

    private static final Set<String> CLASSIC = Set.of("x-expires", "x-message-ttl", DEAD_LETTER_EXCHANGE,
            DEAD_LETTER_ROUTING_KEY, "x-max-length", "x-max-length-bytes", "x-max-priority", "x-overflow",
            "x-queue-mode", "x-queue-version", "x-single-active-consumer", TYPE, "x-queue-master-locator",
            "x-queue-leader-locator", RetainAcked.ARGUMENT);
    private static final Set<String> QUORUM = Set.of("x-dead-letter-exchange", DEAD_LETTER_ROUTING_KEY,
            "x-dead-letter-strategy", "x-expires", "x-max-length", "x-max-length-bytes", "x-max-in-memory-length",
            "x-max-in-memory-bytes", "x-overflow", "x-single-active-consumer", TYPE, "x-quorum-initial-group-size",
            "x-quorum-target-group-size", "x-delivery-limit", "x-message-ttl", "x-queue-leader-locator",
            "x-consumer-timeout", "x-consumer-disconnected-timeout", "x-delayed-retry-type", "x-delayed-retry-min",
            "x-delayed-retry-max", RetainAcked.ARGUMENT);
    private static final Set<String> STREAM = Set.of("x-max-length-bytes", TYPE, "x-max-age",
            SEGMENT_SIZE, FILTER_SIZE, "x-initial-cluster-size", "x-queue-leader-locator");
    private static final Set<String> TOPICS = Set.of(TYPE, TOPIC, WorkArguments.START, WorkArguments.DELIVERY_LIMIT,
            "x-max-age", "x-max-length-bytes", SEGMENT_SIZE, "x-queue-leader-locator", DEAD_LETTER_EXCHANGE,
            DEAD_LETTER_ROUTING_KEY, "x-dead-letter-strategy", SINGLE_ACTIVE, "x-consumer-timeout");
    private static final Set<String> KNOWN = union();

    private static final Map<String, BiFunction<FieldValue, FieldTable, String>> CHECKS = Map.ofEntries(
            Map.entry("x-expires", (value, all) -> span(value, positive(value))),
            Map.entry("x-message-ttl", (value, all) -> span(value, notNegative(value))),
            Map.entry("x-max-length", (value, all) -> notNegative(value)),
            Map.entry("x-max-length-bytes", (value, all) -> notNegative(value)),
            Map.entry("x-max-in-memory-length", (value, all) -> notNegative(value)),
            Map.entry("x-max-in-memory-bytes", (value, all) -> notNegative(value)),
            Map.entry("x-max-priority", (value, all) -> priority(value)),
            Map.entry("x-single-active-consumer", (value, all) -> bool(value)),
            Map.entry(DEAD_LETTER_EXCHANGE, (value, all) -> text(value)),
            Map.entry(DEAD_LETTER_ROUTING_KEY, QueueArguments::deadLetterKey),
            Map.entry("x-dead-letter-strategy", (value, all) -> oneOf(value, "invalid_dlx_strategy",
                    Set.of("at-most-once", "at-least-once"))),
            Map.entry("x-overflow", (value, all) -> oneOf(value, "invalid_overflow",
                    Set.of("drop-head", "reject-publish", "reject-publish-dlx"))),
            Map.entry("x-queue-leader-locator", (value, all) -> oneOf(value, "invalid_queue_locator_arg",
                    Set.of("client-local", "balanced", "random", "least-leaders"))),
            Map.entry("x-quorum-initial-group-size", (value, all) -> positive(value)),
            Map.entry("x-initial-cluster-size", (value, all) -> positive(value)),
            Map.entry("x-consumer-timeout", (value, all) -> notNegative(value)),
            Map.entry("x-consumer-disconnected-timeout", (value, all) -> notNegative(value)),
            Map.entry(RetainAcked.ARGUMENT, (value, all) -> RetainAcked.fault(value)),
            Map.entry(SEGMENT_SIZE, (value, all) -> notNegative(value)),
            Map.entry(FILTER_SIZE, (value, all) -> notNegative(value)),
            Map.entry(TOPIC, (value, all) -> text(value)),
            Map.entry(WorkArguments.START, (value, all) -> WorkArguments.startFault(value)),
            Map.entry("x-max-age", (value, all) -> maxAge(value)));

    private QueueArguments() {
    }

    private static Set<String> union() {
        Set<String> all = new HashSet<>(CLASSIC);
        all.addAll(QUORUM);
        all.addAll(STREAM);
        return Set.copyOf(all);
    }

    /** The type a declaration asks for; its arguments have been validated. */
    static QueueType type(QueueDeclaration declaration) {
        return declaration.arguments().text(TYPE).flatMap(QueueType::of).orElse(QueueType.CLASSIC);
    }

    /** The arguments that a queue of a type knows, and that a second declaration must repeat. */
    static Set<String> known(QueueType type) {
        return switch (type) {
            case CLASSIC -> CLASSIC;
            case QUORUM -> QUORUM;
            case STREAM -> STREAM;
            case TOPIC -> TOPICS;
        };
    }

    /** Null when a queue may be declared so. */
    static Refusal validate(QueueDeclaration declaration, ResourceName name) {
        FieldTable arguments = declaration.arguments();
        Refusal wrongType = validateType(arguments, name);
        if (wrongType != null) {
            return wrongType;
        }
        QueueType type = type(declaration);
        Map<String, FieldValue> first = new HashMap<>();
        arguments.forEach(entry -> first.putIfAbsent(entry.name(), entry.value()));
        for (FieldTable.Entry entry : arguments) {
            var check = known(type).contains(entry.name()) ? CHECKS.get(entry.name()) : null;
            String wrong = check == null ? null : check.apply(first.get(entry.name()), arguments);
            if (wrong != null) {
                return Refusals.invalidArgument(entry.name(), name, wrong);
            }
        }
        for (FieldTable.Entry entry : arguments) {
            if (KNOWN.contains(entry.name()) && !known(type).contains(entry.name())) {
                return new Refusal.PreconditionFailed("invalid arg '" + entry.name() + "' for " + name
                        + " of queue type rabbit_" + type.wireName() + "_queue"
                        + (type == QueueType.TOPIC ? WorkArguments.why(entry.name()) : ""));
            }
        }
        Refusal beyond = type == QueueType.STREAM ? validateSizes(arguments) : null;
        return beyond != null || type == QueueType.CLASSIC ? beyond : validateProperties(declaration, name);
    }

    private static Refusal validateSizes(FieldTable arguments) {
        long filterBytes = arguments.integer(FILTER_SIZE).orElse(FILTER_MIN_BYTES);
        if (filterBytes < FILTER_MIN_BYTES || filterBytes > FILTER_MAX_BYTES) {
            return new Refusal.PreconditionFailed("Invalid value for " + FILTER_SIZE);
        }
        return arguments.integer(SEGMENT_SIZE).orElse(0) <= SEGMENT_MAX_BYTES ? null
                : new Refusal.PreconditionFailed("Exceeded max value for " + SEGMENT_SIZE);
    }

    private static Refusal validateType(FieldTable arguments, ResourceName name) {
        Optional<FieldValue> value = arguments.find(TYPE);
        if (value.isEmpty()) {
            return null;
        }
        if (!(value.get() instanceof FieldValue.LongString text)) {
            return Refusals.invalidArgument(TYPE, name, unacceptable(value.get()));
        }
        return QueueType.of(text.text()).isPresent() ? null
                : Refusals.invalidArgument(TYPE, name, "\"unsupported queue type '" + text.text() + "'\"");
    }

    /** Quorum queues and streams are durable and shared. */
    private static Refusal validateProperties(QueueDeclaration declaration, ResourceName name) {
        String property = declaration.autoDelete() ? "auto-delete"
                : declaration.exclusive() ? "exclusive-owner"
                : declaration.durable() ? null : "non-durable";
        return property == null ? null
                : new Refusal.PreconditionFailed("invalid property '" + property + "' for " + name);
    }

    private static String unacceptable(FieldValue value) {
        return "{unacceptable_type," + ArgumentText.type(value) + "}";
    }

    private static String integer(FieldValue value) {
        return FieldTable.integerOf(value).isPresent() ? null
                : "\"expected integer, got " + ArgumentText.type(value) + "\"";
    }

    private static String notNegative(FieldValue value) {
        OptionalLong number = FieldTable.integerOf(value);
        if (number.isEmpty()) {
            return integer(value);
        }
        return number.getAsLong() >= 0 ? null : "{value_negative," + number.getAsLong() + "}";
    }

    /** A span of time that is valid but for its length. */
    private static String span(FieldValue value, String wrong) {
        long ms = FieldTable.integerOf(value).orElse(0);
        return wrong != null || ms <= LONGEST_SPAN_MS ? wrong : "{value_too_large," + ms + "}";
    }

    private static String positive(FieldValue value) {
        OptionalLong number = FieldTable.integerOf(value);
        return number.isPresent() && number.getAsLong() == 0 ? "{value_zero,0}" : notNegative(value);
    }

    private static String priority(FieldValue value) {
        OptionalLong number = FieldTable.integerOf(value);
        return number.isPresent() && number.getAsLong() > 255
                ? "{max_value_exceeded," + number.getAsLong() + "}" : notNegative(value);
    }

    private static String bool(FieldValue value) {
        return value instanceof FieldValue.Bool ? null : unacceptable(value);
    }

    private static String text(FieldValue value) {
        return value instanceof FieldValue.LongString ? null : unacceptable(value);
    }

    private static String deadLetterKey(FieldValue value, FieldTable all) {
        String wrong = text(value);
        return wrong != null || all.contains(DEAD_LETTER_EXCHANGE) ? wrong : "routing_key_but_no_dlx_defined";
    }

    private static String oneOf(FieldValue value, String wrong, Set<String> allowed) {
        if (!(value instanceof FieldValue.LongString text)) {
            return unacceptable(value);
        }
        return allowed.contains(text.text()) ? null : wrong;
    }

    private static String maxAge(FieldValue value) {
        if (!(value instanceof FieldValue.LongString text)) {
            return unacceptable(value);
        }
        return MaxAge.parse(text.text()).isPresent() ? null : "invalid_max_age";
    }
}
