package io.volok.broker.vhost;

import io.volok.broker.queue.Overflow;
import io.volok.broker.queue.QueueSettings;
import io.volok.broker.queue.QueueType;
import io.volok.codec.table.FieldTable;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What is in force for a queue: its arguments merged with the policies. Of two limits the smaller one counts, of two
 * names or modes the argument; but for what a full quorum queue does, for its kind of delayed retry and for all of a
 * stream the policy counts (RabbitMQ 4.3).
 */
record SettingsMerge(FieldTable arguments, FieldTable policy) {

    /** @param consumerTimeoutMs the consumer timeout of quorum queues for which none is set */
    QueueSettings queue(QueueType type, long consumerTimeoutMs) {
        QueueSettings.Retry retry = type == QueueType.QUORUM ? quorumRetry() : QueueSettings.Retry.NONE;
        long timeoutMs = type == QueueType.QUORUM
                ? smallerOr("consumer-timeout", consumerTimeoutMs) : QueueSettings.UNSET;
        return new QueueSettings(
                new QueueSettings.Expiry(smaller("message-ttl"), smaller("expires")),
                deadLettering(type),
                new QueueSettings.Limits(smaller("max-length"), smaller("max-length-bytes"), overflow(type)),
                retry, timeoutMs, new QueueSettings.Retention(retainAckedMs()));
    }

    private long retainAckedMs() {
        return arguments.find("x-" + RetainAcked.KEY).or(() -> policy.find(RetainAcked.KEY))
                .map(RetainAcked::ageMs).orElse(QueueSettings.UNSET);
    }

    /** How a topic is worked off. */
    WorkSettings work(String queueName) {
        String start = arguments.text(WorkArguments.START).orElse(WorkArguments.FIRST);
        OptionalLong age = MaxAge.parse(start);
        long limit = deliveryLimit();
        return new WorkSettings(queueName, WorkArguments.start(start), age.orElse(0),
                limit < 0 ? Integer.MAX_VALUE : Math.clamp(limit, 1, Integer.MAX_VALUE),
                deadLettering(QueueType.TOPIC).isSet(),
                arguments.bool(QueueArguments.SINGLE_ACTIVE).orElse(false));
    }

    StreamSettings stream() {
        long maxAgeMs = policyText("max-age").map(age -> MaxAge.parse(age).orElse(-1)).orElse(-1L);
        return new StreamSettings(maxAgeMs, policyNumber("max-length-bytes"),
                policyNumber("stream-max-segment-size-bytes"));
    }

    /** How long a consumer of a topic may hold a record, -1 for as long as it is there. */
    long workTimeoutMs() {
        return smaller("consumer-timeout");
    }

    QueueSettings.DeadLettering deadLettering(QueueType type) {
        Optional<String> exchange = text("dead-letter-exchange");
        return exchange.isEmpty() ? QueueSettings.DeadLettering.NONE
                : new QueueSettings.DeadLettering(exchange.get(), text("dead-letter-routing-key").orElse(null),
                        atLeastOnce(type));
    }

    /**
     * At-least-once dead-lettering holds messages back, so it needs a quorum queue that refuses rather than drops. A topic
     * holds what its retention lets it hold.
     */
    private boolean atLeastOnce(QueueType type) {
        return text("dead-letter-strategy").filter("at-least-once"::equals).isPresent()
                && (type == QueueType.TOPIC
                || type == QueueType.QUORUM && overflow(type) == Overflow.REJECT_PUBLISH);
    }

    private Overflow overflow(QueueType type) {
        String wanted = (type == QueueType.QUORUM ? policyText("overflow") : text("overflow")).orElse("");
        for (Overflow overflow : Overflow.values()) {
            boolean possible = type == QueueType.CLASSIC || overflow != Overflow.REJECT_PUBLISH_DLX;
            if (possible && overflow.wireName().equals(wanted)) {
                return overflow;
            }
        }
        return Overflow.DROP_HEAD;
    }

    private QueueSettings.Retry quorumRetry() {
        QueueSettings.DelayedRetry delayed = switch (policyText("delayed-retry-type").orElse("")) {
            case "all" -> QueueSettings.DelayedRetry.ALL;
            case "failed" -> QueueSettings.DelayedRetry.FAILED;
            case "returned" -> QueueSettings.DelayedRetry.RETURNED;
            default -> QueueSettings.DelayedRetry.DISABLED;
        };
        return new QueueSettings.Retry(deliveryLimit(), delayed, smaller("delayed-retry-min"), smaller("delayed-retry-max"));
    }

    /** A negative limit is none, so that the other one counts. */
    private long deliveryLimit() {
        long argument = arguments.integer("x-delivery-limit").orElse(Long.MIN_VALUE);
        long policies = policy.integer("delivery-limit").orElse(Long.MIN_VALUE);
        long limit = argument < 0 || policies < 0 ? Math.max(argument, policies) : Math.min(argument, policies);
        return limit == Long.MIN_VALUE ? QueueSettings.Retry.QUORUM_DEFAULT.deliveryLimit() : limit;
    }

    private long smaller(String key) {
        return smallerOr(key, QueueSettings.UNSET);
    }

    private long smallerOr(String key, long otherwise) {
        OptionalLong argument = arguments.integer("x-" + key);
        OptionalLong policies = policy.integer(key);
        if (argument.isPresent() && policies.isPresent()) {
            return Math.min(argument.getAsLong(), policies.getAsLong());
        }
        return argument.isPresent() ? argument.getAsLong() : policies.orElse(otherwise);
    }

    private Optional<String> text(String key) {
        return arguments.text("x-" + key).or(() -> policy.text(key));
    }

    private Optional<String> policyText(String key) {
        return policy.text(key).or(() -> arguments.text("x-" + key));
    }

    private long policyNumber(String key) {
        return policy.integer(key).orElse(arguments.integer("x-" + key).orElse(QueueSettings.UNSET));
    }
}
