package io.volok.broker.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.volok.broker.queue.QueueRig.Letter;
import io.volok.broker.queue.QueueRig.Sink;
import io.volok.broker.queue.QueueSettings.DeadLettering;
import io.volok.broker.queue.QueueSettings.Expiry;
import io.volok.broker.queue.QueueSettings.Limits;
import io.volok.codec.message.MessageProperties;
import io.volok.codec.message.Property;
import io.volok.codec.table.FieldTable;
import io.volok.codec.table.FieldValue;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Expiry, overflow, dead letters and the end of queues. */
class EndOfLifeScenarioTest {

    private static final DeadLettering DLX = new DeadLettering("dlx", null, false);

    private final QueueRig rig = new QueueRig();

    @Test
    void queueTtlExpiresFromTheHeadByItself() {
        rig.settings(QueueSettings.DEFAULT.with(new Expiry(1_000, -1)).with(DLX)).open();
        rig.publish(0, 2);
        rig.shard.advance(600);
        rig.publish(2, 3);
        rig.shard.advance(399);
        assertThat(rig.queue.readyCount()).isEqualTo(3);
        rig.shard.advance(1);
        assertThat(rig.lettersFor(DeathReason.EXPIRED)).containsExactly("m0", "m1");
        rig.shard.advance(600);
        assertThat(rig.lettersFor(DeathReason.EXPIRED)).containsExactly("m0", "m1", "m2");
        assertThat(rig.queue.messageCount()).isZero();
    }

    @Test
    void expiredMessageBehindALongerHeadIsNeverDelivered() {
        rig.settings(QueueSettings.DEFAULT.with(DLX)).open();
        rig.publishExpiring("long", 10_000);
        rig.publishExpiring("short", 100);
        rig.publish("forever");
        rig.shard.run();
        rig.shard.advance(1_000);
        assertThat(rig.queue.readyCount()).isEqualTo(3);
        Sink sink = rig.consume(0);
        assertThat(sink.bodies).containsExactly("long", "forever");
        assertThat(rig.lettersFor(DeathReason.EXPIRED)).containsExactly("short");
    }

    @Test
    void expiryGoesOnWhenTheLongerHeadIsGone() {
        rig.settings(QueueSettings.DEFAULT.with(DLX)).open();
        rig.publishExpiring("long", 1_000);
        rig.publishExpiring("short", 100);
        rig.shard.run();
        rig.shard.advance(1_000);
        assertThat(rig.lettersFor(DeathReason.EXPIRED)).containsExactly("long", "short");
    }

    @Test
    void timeOfZeroDeliversAtOnceOrExpires() {
        rig.settings(QueueSettings.DEFAULT.with(DLX)).open();
        rig.publishExpiring("nobody", 0);
        rig.shard.run();
        assertThat(rig.lettersFor(DeathReason.EXPIRED)).containsExactly("nobody");
        Sink sink = rig.consume(1);
        rig.publishExpiring("taken", 0);
        rig.publishExpiring("left", 0);
        rig.shard.run();
        assertThat(sink.bodies).containsExactly("taken");
        assertThat(rig.lettersFor(DeathReason.EXPIRED)).containsExactly("nobody", "left");
    }

    @Test
    void ownTimeToLiveStillCountsForAMessageThatComesBack() {
        rig.settings(QueueSettings.DEFAULT.with(DLX)).open();
        Sink sink = rig.consume(1);
        rig.publishExpiring("now", 0);
        rig.shard.run();
        assertThat(sink.bodies).containsExactly("now");
        rig.queue.requeue(sink.deliveries.getFirst(), true);
        rig.shard.run();
        assertThat(sink.bodies).containsExactly("now");
        rig.publishExpiring("soon", 100);
        rig.shard.run();
        rig.shard.advance(150);
        rig.queue.requeue(sink.deliveries.getLast(), true);
        rig.shard.run();
        assertThat(sink.bodies).containsExactly("now", "soon");
        assertThat(rig.lettersFor(DeathReason.EXPIRED)).containsExactly("now", "soon");
    }

    @Test
    void maxLengthDropsTheOldestAndCountsOnlyReadyMessages() {
        rig.settings(QueueSettings.DEFAULT.with(new Limits(2, -1, Overflow.DROP_HEAD)).with(DLX)).open();
        rig.publish(0, 5);
        assertThat(rig.lettersFor(DeathReason.MAXLEN)).containsExactly("m0", "m1", "m2");
        Sink sink = rig.consume(1);
        rig.publish(5, 6);
        assertThat(sink.bodies).containsExactly("m3");
        assertThat(rig.queue.readyCount()).isEqualTo(2);
    }

    @Test
    void limitsHoldForWhoeverLooksBeforeTheBatchEnds() {
        rig.settings(QueueSettings.DEFAULT.with(new Limits(1, -1, Overflow.DROP_HEAD)).with(DLX)).open();
        rig.publish("m0");
        rig.publish("m1");
        rig.queue.touch();
        assertThat(rig.queue.readyCount()).isEqualTo(1);
        rig.publish("m2");
        Sink sink = new Sink();
        rig.queue.get(true, sink);
        assertThat(sink.bodies).containsExactly("m2");
        assertThat(rig.lettersFor(DeathReason.MAXLEN)).containsExactly("m0", "m1");
    }

    @Test
    void maxLengthBytesCountsBodies() {
        rig.settings(QueueSettings.DEFAULT.with(new Limits(-1, 5, Overflow.DROP_HEAD))).open();
        rig.publish(0, 4);
        assertThat(rig.queue.readyBytes()).isEqualTo(4);
        rig.publish("larger than all");
        rig.shard.run();
        assertThat(rig.queue.readyCount()).isZero();
    }

    @Test
    void rejectPublishRefusesWhatDoesNotFit() {
        rig.settings(QueueSettings.DEFAULT.with(new Limits(2, -1, Overflow.REJECT_PUBLISH)).with(DLX)).open();
        for (int i = 0; i < 4; i++) {
            rig.publish("m" + i, i);
        }
        rig.shard.run();
        assertThat(rig.rejected).containsExactly(2L, 3L);
        assertThat(rig.accepted).containsExactly(0L, 1L);
        assertThat(rig.letters).isEmpty();
    }

    @Test
    void fullQueueWithAFreeConsumerTakesEverything() {
        rig.settings(QueueSettings.DEFAULT.with(new Limits(1, -1, Overflow.REJECT_PUBLISH))).open();
        Sink sink = rig.consume(0);
        for (int i = 0; i < 5; i++) {
            rig.publish("m" + i, i);
        }
        rig.shard.run();
        assertThat(rig.rejected).isEmpty();
        assertThat(sink.bodies).containsExactly("m0", "m1", "m2", "m3", "m4");
    }

    @Test
    void rejectPublishDlxDeadLettersTheNewMessage() {
        rig.settings(QueueSettings.DEFAULT.with(new Limits(1, -1, Overflow.REJECT_PUBLISH_DLX)).with(DLX)).open();
        rig.publish("m0", 0);
        rig.publish("m1", 1);
        rig.shard.run();
        assertThat(rig.rejected).containsExactly(1L);
        assertThat(rig.lettersFor(DeathReason.MAXLEN)).containsExactly("m1");
    }

    @Test
    void deathIsRecordedAsRabbitMqDoes() {
        rig.settings(QueueSettings.DEFAULT.with(new DeadLettering("dlx", "dead", false))).open();
        FieldTable headers = FieldTable.builder().add("mine", "kept")
                .add("CC", new FieldValue.Array(List.of(FieldValue.of("copy")))).build();
        rig.publish("m", MessageProperties.builder().set(Property.EXPIRATION, "60000").headers(headers).build(), -1);
        Sink sink = rig.consume(0);
        rig.queue.reject(sink.deliveries.getFirst());
        Letter letter = rig.letters.getFirst();
        assertThat(letter.exchange()).isEqualTo("dlx");
        assertThat(letter.routingKey()).isEqualTo("dead");
        assertThat(letter.properties().text(Property.EXPIRATION)).isEmpty();
        assertThat(letter.headers().contains("CC")).isTrue();
        assertThat(letter.message().hasCopies()).isFalse();
        assertThat(letter.headers().text("mine")).contains("kept");
        assertThat(letter.headers().text("x-first-death-reason")).contains("rejected");
        assertThat(letter.headers().text("x-last-death-queue")).contains("q");
        assertThat(letter.headers().text("x-last-death-exchange")).contains("x");
        FieldTable death = (FieldTable) ((FieldValue.Array) letter.headers().find("x-death").orElseThrow())
                .values().getFirst();
        assertThat(death.entries()).extracting(FieldTable.Entry::name).containsExactly(
                "original-expiration", "count", "reason", "queue", "time", "exchange", "routing-keys");
        assertThat(death.find("count")).contains(new FieldValue.Int64(1));
        assertThat(death.find("time")).contains(new FieldValue.Timestamp(QueueRig.START_MS / 1000));
        assertThat(death.find("routing-keys")).contains(
                new FieldValue.Array(List.of(FieldValue.of("rk"), FieldValue.of("copy"))));
    }

    @Test
    void secondDeathOfTheSameKindIsCountedAndMovedToTheFront() {
        rig.settings(QueueSettings.DEFAULT.with(DLX)).open();
        rig.publish(0, 1);
        Sink sink = rig.consume(0);
        rig.queue.reject(sink.deliveries.getFirst());
        rig.queue.enqueue(rig.letters.getFirst().message(), null, 0);
        rig.shard.run();
        rig.queue.reject(sink.deliveries.get(1));
        FieldValue.Array deaths = (FieldValue.Array) rig.letters.get(1).headers().find("x-death").orElseThrow();
        assertThat(deaths.values()).hasSize(1);
        assertThat(((FieldTable) deaths.values().getFirst()).find("count")).contains(new FieldValue.Int64(2));
        assertThat(rig.letters.get(1).headers().text("x-first-death-exchange")).contains("x");
        assertThat(rig.letters.get(1).headers().text("x-last-death-exchange")).contains("dlx");
    }

    @Test
    void historyThatAClientPublishesIsReplaced() {
        rig.settings(QueueSettings.DEFAULT.with(DLX)).open();
        rig.publish(0, 1);
        Sink sink = rig.consume(0);
        rig.queue.reject(sink.deliveries.getFirst());
        MessageProperties copied = rig.letters.getFirst().properties();
        rig.publish("again", copied, -1);
        rig.shard.run();
        assertThat(sink.deliveries.get(1).redelivered()).isFalse();
        rig.queue.reject(sink.deliveries.get(1));
        FieldValue.Array deaths = (FieldValue.Array) rig.letters.get(1).headers().find("x-death").orElseThrow();
        assertThat(deaths.values()).hasSize(1);
        assertThat(((FieldTable) deaths.values().getFirst()).find("count")).contains(new FieldValue.Int64(1));
        assertThat(rig.letters.get(1).headers().contains("amqp.died")).isFalse();
    }

    @Test
    void rejectedLetterIsRedeliveredAndAnExpiredOneIsNot() {
        rig.settings(QueueSettings.DEFAULT.with(DLX)).open();
        rig.publishExpiring("expired", 0);
        rig.shard.run();
        rig.publish(0, 1);
        Sink sink = rig.consume(0);
        rig.queue.reject(sink.deliveries.getFirst());
        rig.letters.forEach(letter -> rig.queue.enqueue(letter.message(), null, 0));
        rig.shard.run();
        assertThat(sink.bodies).containsExactly("m0", "expired", "m0");
        assertThat(sink.deliveries).extracting(Delivery::redelivered).containsExactly(false, false, true);
        rig.queue.reject(sink.deliveries.get(2));
        FieldValue.Array deaths = (FieldValue.Array) rig.letters.get(2).headers().find("x-death").orElseThrow();
        assertThat(((FieldTable) deaths.values().getFirst()).find("count")).contains(new FieldValue.Int64(2));
    }

    @Test
    void letterOfANackIsNotRedeliveredAndFailuresAreCarriedOn() {
        rig.spec(QueueType.QUORUM, true, 0);
        rig.settings(rig.settings().with(DLX)).open();
        rig.publish(0, 1);
        Sink sink = rig.consume(1);
        rig.queue.requeue(sink.deliveries.getFirst(), false);
        rig.shard.run();
        rig.queue.discard(sink.deliveries.get(1));
        rig.queue.enqueue(rig.letters.getFirst().message(), null, 0);
        rig.shard.run();
        assertThat(sink.deliveries.get(2).redelivered()).isFalse();
        rig.queue.requeue(sink.deliveries.get(2), true);
        rig.shard.run();
        rig.queue.reject(sink.deliveries.get(3));
        rig.queue.enqueue(rig.letters.get(1).message(), null, 0);
        rig.shard.run();
        Delivery again = sink.deliveries.get(4);
        assertThat(again.redelivered()).isTrue();
        assertThat(again.deliveryCount()).isEqualTo(2);
        assertThat(again.acquiredCount()).isEqualTo(2);
        rig.queue.requeue(again, false);
        rig.shard.run();
        assertThat(sink.deliveries.get(5).deliveryCount()).isEqualTo(2);
        assertThat(sink.deliveries.get(5).acquiredCount()).isEqualTo(1);
    }

    @Test
    void cycleIsJudgedByTheTargetAndBrokenByARejection() {
        rig.settings(QueueSettings.DEFAULT.with(new Expiry(0, -1)).with(DLX)).open();
        rig.publish(0, 1);
        Letter expired = rig.letters.getFirst();
        assertThat(DeathHistory.closesCycle(expired.message(), DeathReason.EXPIRED, "q")).isTrue();
        assertThat(DeathHistory.closesCycle(expired.message(), DeathReason.EXPIRED, "other")).isFalse();
        assertThat(DeathHistory.closesCycle(expired.message(), DeathReason.REJECTED, "q")).isFalse();
    }

    @Test
    void unconfirmedLetterIsSentAgainAfterACrashAndTheMessageStaysHeld() {
        rig.spec(QueueType.QUORUM, true, 0).lettersWait();
        rig.settings(rig.settings().with(new DeadLettering("dlx", null, true))
                .with(new Limits(100, -1, Overflow.REJECT_PUBLISH))).open();
        rig.publish(0, 1);
        Sink sink = rig.consume(0);
        rig.queue.reject(sink.deliveries.getFirst());
        rig.shard.run();
        rig.crash();
        rig.shard.run();
        assertThat(rig.queue.heldCount()).isEqualTo(1);
        assertThat(rig.queue.readyCount()).isZero();
        assertThat(rig.letters).hasSize(2);
        Letter again = rig.letters.get(1);
        assertThat(again.headers()).isEqualTo(rig.letters.getFirst().headers());
        again.settlement().accepted(again.token());
        rig.shard.run();
        rig.crash();
        assertThat(rig.queue.messageCount()).isZero();
    }

    @Test
    void atLeastOnceLetterHoldsTheMessageUntilItHasArrived() {
        rig.spec(QueueType.QUORUM, true, 0).lettersWait();
        rig.settings(rig.settings().with(new DeadLettering("dlx", null, true))
                .with(new Limits(100, -1, Overflow.REJECT_PUBLISH))).open();
        rig.publish(0, 1);
        Sink sink = rig.consume(0);
        rig.queue.reject(sink.deliveries.getFirst());
        rig.shard.run();
        assertThat(rig.queue.heldCount()).isEqualTo(1);
        assertThat(rig.queue.unackedCount()).isZero();
        Letter letter = rig.letters.getFirst();
        letter.settlement().rejected(letter.token());
        rig.shard.advance(10_000);
        assertThat(rig.letters).hasSize(2);
        assertThat(rig.letters.get(1).headers()).isEqualTo(letter.headers());
        letter.settlement().accepted(letter.token());
        rig.shard.run();
        assertThat(rig.queue.messageCount()).isZero();
        rig.crash();
        assertThat(rig.queue.messageCount()).isZero();
    }

    @Test
    void unusedQueueExpires() {
        rig.settings(QueueSettings.DEFAULT.with(new Expiry(-1, 1_000))).open();
        rig.shard.advance(900);
        rig.queue.touch();
        rig.shard.advance(999);
        assertThat(rig.ownerCalls).isEmpty();
        Sink sink = new Sink();
        Consumer consumer = rig.queue.subscribe(ConsumerSpec.of("c", false, 0), sink);
        rig.shard.advance(5_000);
        assertThat(rig.ownerCalls).isEmpty();
        rig.queue.unsubscribe(consumer);
        rig.shard.advance(999);
        assertThat(rig.ownerCalls).isEmpty();
        rig.shard.advance(1);
        assertThat(rig.ownerCalls).containsExactly("unused");
    }

    @Test
    void autoDeleteQueueGoesWithItsLastConsumer() {
        rig.spec(new QueueSpec("q", 1, QueueType.CLASSIC, false, true, 0, false)).open();
        Consumer first = rig.queue.subscribe(ConsumerSpec.of("a", false, 0), new Sink());
        Consumer second = rig.queue.subscribe(ConsumerSpec.of("b", false, 0), new Sink());
        rig.queue.unsubscribe(first);
        assertThat(rig.ownerCalls).isEmpty();
        rig.queue.unsubscribe(second);
        assertThat(rig.ownerCalls).containsExactly("lastConsumerLeft");
    }
}
