package io.volok.broker.vhost;

import static org.assertj.core.api.Assertions.assertThat;

import io.volok.broker.queue.Overflow;
import io.volok.broker.queue.QueueSettings;
import io.volok.broker.queue.QueueType;
import io.volok.codec.table.FieldTable;
import org.junit.jupiter.api.Test;

/** Which of an argument and a policy counts, as seen in RabbitMQ 4.3. */
class SettingsMergeTest {

    private static final FieldTable NONE = FieldTable.EMPTY;

    private static QueueSettings quorum(FieldTable arguments, FieldTable policy) {
        return new SettingsMerge(arguments, policy).queue(QueueType.QUORUM, 1_000);
    }

    private static FieldTable table(String key, Object value) {
        return value instanceof Number number ? FieldTable.builder().add(key, number.intValue()).build()
                : FieldTable.builder().add(key, value.toString()).build();
    }

    @Test
    void smallerDeliveryLimitCountsAndANegativeOneIsNone() {
        assertThat(quorum(NONE, NONE).retry().deliveryLimit()).isEqualTo(20);
        assertThat(quorum(table("x-delivery-limit", 3), table("delivery-limit", 5)).retry().deliveryLimit()).isEqualTo(3);
        assertThat(quorum(table("x-delivery-limit", -1), table("delivery-limit", 5)).retry().deliveryLimit())
                .isEqualTo(5);
        assertThat(quorum(table("x-delivery-limit", -1), NONE).retry().deliveryLimit()).isNegative();
    }

    @Test
    void policySaysWhatAFullQuorumQueueDoesAndTheArgumentWhatAClassicOneDoes() {
        FieldTable argument = table("x-overflow", "reject-publish");
        FieldTable policy = table("overflow", "drop-head");
        assertThat(quorum(argument, policy).limits().overflow()).isEqualTo(Overflow.DROP_HEAD);
        assertThat(new SettingsMerge(argument, policy).queue(QueueType.CLASSIC, 1_000).limits().overflow())
                .isEqualTo(Overflow.REJECT_PUBLISH);
    }

    @Test
    void policySaysHowLongAStreamIs() {
        assertThat(new SettingsMerge(table("x-max-length-bytes", 5), table("max-length-bytes", 9)).stream()
                .maxLengthBytes()).isEqualTo(9);
    }

    @Test
    void smallestConsumerTimeoutCountsAndTheNodesIsForThoseWithoutOne() {
        assertThat(quorum(NONE, NONE).consumerTimeoutMs()).isEqualTo(1_000);
        assertThat(quorum(table("x-consumer-timeout", 9_000), table("consumer-timeout", 5_000)).consumerTimeoutMs())
                .isEqualTo(5_000);
    }
}
