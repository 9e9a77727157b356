package io.volok.broker.vhost;

import io.volok.broker.queue.Overflow;
import io.volok.broker.queue.QueueSettings;
import io.volok.broker.queue.QueueType;
import io.volok.codec.table.FieldTable;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What is in force for a queue: its arguments merged with the policies. Of two limits the smaller one counts; of two
 * names or modes the argument counts.
 */
record SettingsMerge(FieldTable arguments, FieldTable policy) {

    /** @param consumerTimeoutMs the consumer timeout of quorum queues for which none is set */
    QueueSettings queue(QueueType type, long consumerTimeoutMs) {
        QueueSettings.Retry retry = type == QueueType.QUORUM ? quorumRetry() : QueueSettings.Retry.NONE;
        long timeoutMs = type == QueueType.QUORUM
                ? smallerOr("consumer-timeout", consumerTimeoutMs) : QueueSettings.UNSET;
        return new QueueSettings(
                new QueueSettings.Expiry(smaller("message-ttl"), smaller("expires")),
                deadLettering(),
                new QueueSettings.Limits(smaller("max-length"), smaller("max-length-bytes"), overflow(type)),
                retry, timeoutMs, QueueSettings.Retention.NONE);
    }

    StreamSettings stream() {
        long maxAgeMs = text("max-age").map(age -> MaxAge.parse(age).orElse(-1)).orElse(-1L);
        return new StreamSettings(maxAgeMs, smaller("max-length-bytes"), smaller("stream-max-segment-size-bytes"));
    }

    private QueueSettings.DeadLettering deadLettering() {
        Optional<String> exchange = text("dead-letter-exchange");
        return exchange.isEmpty() ? QueueSettings.DeadLettering.NONE
                : new QueueSettings.DeadLettering(exchange.get(), text("dead-letter-routing-key").orElse(null),
                        atLeastOnce());
    }

    /** At-least-once dead-lettering holds messages back, so it needs a queue that refuses rather than drops. */
    private boolean atLeastOnce() {
        return text("dead-letter-strategy").filter("at-least-once"::equals).isPresent()
                && text("overflow").filter("reject-publish"::equals).isPresent();
    }

    private Overflow overflow(QueueType type) {
        String wanted = text("overflow").orElse("");
        for (Overflow overflow : Overflow.values()) {
            boolean possible = type == QueueType.CLASSIC || overflow != Overflow.REJECT_PUBLISH_DLX;
            if (possible && overflow.wireName().equals(wanted)) {
                return overflow;
            }
        }
        return Overflow.DROP_HEAD;
    }

    private QueueSettings.Retry quorumRetry() {
        long limit = smallerOr("delivery-limit", QueueSettings.Retry.QUORUM_DEFAULT.deliveryLimit());
        QueueSettings.DelayedRetry delayed = switch (text("delayed-retry-type").orElse("")) {
            case "all" -> QueueSettings.DelayedRetry.ALL;
            case "failed" -> QueueSettings.DelayedRetry.FAILED;
            case "returned" -> QueueSettings.DelayedRetry.RETURNED;
            default -> QueueSettings.DelayedRetry.DISABLED;
        };
        return new QueueSettings.Retry(limit, delayed, smaller("delayed-retry-min"), smaller("delayed-retry-max"));
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
}
