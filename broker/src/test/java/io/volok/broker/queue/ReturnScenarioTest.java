package io.volok.broker.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.volok.broker.queue.QueueRig.Sink;
import io.volok.broker.queue.QueueSettings.DeadLettering;
import io.volok.broker.queue.QueueSettings.DelayedRetry;
import io.volok.broker.queue.QueueSettings.Limits;
import io.volok.broker.queue.QueueSettings.Retry;
import org.junit.jupiter.api.Test;

/** What comes back: delivery limit, delayed retry, consumer time-outs. */
class ReturnScenarioTest {

    private static final DeadLettering DLX = new DeadLettering("dlx", null, false);

    private final QueueRig rig = new QueueRig();

    @Test
    void deliveryLimitAppliesOnReturnAndCountsRejectsNotNacks() {
        rig.spec(QueueType.QUORUM, true, 0);
        rig.settings(rig.settings().with(new Retry(2, DelayedRetry.DISABLED, -1, -1)).with(DLX)).open();
        rig.publish(0, 1);
        Sink sink = rig.consume(1);
        for (int i = 0; i < 10; i++) {
            rig.queue.requeue(sink.deliveries.getLast(), false);
            rig.shard.run();
        }
        assertThat(sink.deliveries.getLast().deliveryCount()).isZero();
        assertThat(sink.deliveries.getLast().acquiredCount()).isEqualTo(10);
        for (int i = 0; i < 2; i++) {
            rig.queue.requeue(sink.deliveries.getLast(), true);
            rig.shard.run();
        }
        assertThat(sink.deliveries.getLast().deliveryCount()).isEqualTo(2);
        assertThat(rig.letters).isEmpty();
        rig.queue.requeue(sink.deliveries.getLast(), true);
        assertThat(rig.lettersFor(DeathReason.DELIVERY_LIMIT)).containsExactly("m0");
        rig.shard.run();
        assertThat(rig.queue.messageCount()).isZero();
    }

    @Test
    void deliveryCountSurvivesACrash() {
        rig.spec(QueueType.QUORUM, true, 0).open();
        rig.publish(0, 2);
        Sink sink = rig.consume(1);
        rig.queue.requeue(sink.deliveries.getFirst(), true);
        rig.shard.run();
        rig.crash();
        sink = rig.consume(0);
        assertThat(sink.bodies).containsExactly("m0", "m1");
        assertThat(sink.deliveries.getFirst().deliveryCount()).isEqualTo(1);
        assertThat(sink.deliveries.get(1).redelivered()).isFalse();
    }

    @Test
    void delayedRetryWaitsLongerEachTime() {
        rig.spec(QueueType.QUORUM, true, 0);
        rig.settings(rig.settings().with(new Retry(20, DelayedRetry.FAILED, 100, 250))).open();
        rig.publish(0, 1);
        Sink sink = rig.consume(1);
        for (int delay : new int[] {100, 200, 250, 250}) {
            int before = sink.bodies.size();
            rig.queue.requeue(sink.deliveries.getLast(), true);
            rig.shard.run();
            assertThat(rig.queue.heldCount()).isEqualTo(1);
            rig.shard.advance(delay - 1);
            assertThat(sink.bodies).hasSize(before);
            rig.shard.advance(1);
            assertThat(sink.bodies).hasSize(before + 1);
        }
        rig.queue.requeue(sink.deliveries.getLast(), false);
        rig.shard.run();
        assertThat(sink.bodies).hasSize(6);
    }

    @Test
    void delayedRetryWithoutMaximumIsConstantAndOfReturnsDoesNotCountThem() {
        rig.spec(QueueType.QUORUM, true, 0);
        rig.settings(rig.settings().with(new Retry(20, DelayedRetry.RETURNED, 100, -1))).open();
        rig.publish(0, 1);
        Sink sink = rig.consume(1);
        for (int i = 1; i <= 3; i++) {
            rig.queue.requeue(sink.deliveries.getLast(), false);
            rig.shard.advance(99);
            assertThat(sink.bodies).hasSize(i);
            rig.shard.advance(1);
            assertThat(sink.bodies).hasSize(i + 1);
        }
    }

    @Test
    void retryDelaySurvivesACrash() {
        rig.spec(QueueType.QUORUM, true, 0);
        rig.settings(rig.settings().with(new Retry(20, DelayedRetry.ALL, 1_000, -1))).open();
        rig.publish(0, 2);
        Sink sink = rig.consume(1);
        rig.queue.requeue(sink.deliveries.getFirst(), true);
        rig.shard.advance(400);
        rig.crash();
        assertThat(rig.queue.heldCount()).isEqualTo(1);
        Sink after = rig.consume(0);
        assertThat(after.bodies).containsExactly("m1");
        rig.shard.advance(599);
        assertThat(after.bodies).hasSize(1);
        rig.shard.advance(1);
        assertThat(after.bodies).containsExactly("m1", "m0");
        assertThat(after.deliveries.get(1).deliveryCount()).isEqualTo(1);
        rig.crash();
        assertThat(rig.queue.heldCount()).isZero();
        assertThat(rig.queue.readyCount()).isEqualTo(2);
    }

    @Test
    void purgeDropsWhatIsHeldToo() {
        rig.spec(QueueType.QUORUM, true, 0);
        rig.settings(rig.settings().with(new Retry(20, DelayedRetry.ALL, 1_000, -1))).open();
        rig.publish(0, 2);
        Sink sink = rig.consume(1);
        rig.queue.requeue(sink.deliveries.getFirst(), true);
        rig.queue.unsubscribe(rig.queue.consumers().getFirst());
        rig.queue.requeue(sink.deliveries.getFirst(), true);
        assertThat(rig.queue.purge()).isEqualTo(2);
        rig.shard.advance(2_000);
        assertThat(rig.queue.messageCount()).isZero();
    }

    @Test
    void whatWaitsForARetryCountsTowardsTheLength() {
        rig.spec(QueueType.QUORUM, true, 0);
        rig.settings(rig.settings().with(new Retry(20, DelayedRetry.ALL, 100, -1))
                .with(new Limits(1, -1, Overflow.DROP_HEAD)).with(DLX)).open();
        rig.publish(0, 1);
        Sink sink = rig.consume(1);
        rig.queue.requeue(sink.deliveries.getLast(), true);
        rig.queue.unsubscribe(rig.queue.consumers().getFirst());
        rig.publish(1, 2);
        assertThat(rig.lettersFor(DeathReason.MAXLEN)).containsExactly("m1");
        rig.shard.advance(100);
        assertThat(rig.queue.readyCount()).isEqualTo(1);
    }

    @Test
    void slowConsumerOfAQuorumQueueIsDroppedAndOnlyWhatIsOverdueComesBack() {
        rig.spec(QueueType.QUORUM, true, 0);
        rig.settings(rig.settings().withConsumerTimeout(1_000)).open();
        rig.publish(0, 1);
        Sink slow = rig.consume(2);
        rig.shard.advance(999);
        rig.publish(1, 3);
        assertThat(slow.cancels).isEmpty();
        rig.shard.advance(1);
        assertThat(slow.cancels).containsExactly(DeliverySink.CancelReason.TIMED_OUT);
        assertThat(rig.queue.consumerCount()).isZero();
        assertThat(rig.queue.readyCount()).isEqualTo(2);
        rig.queue.ack(slow.deliveries.getFirst());
        assertThat(rig.queue.readyCount()).isEqualTo(2);
        rig.shard.advance(1_000);
        assertThat(rig.queue.readyCount()).isEqualTo(3);
        assertThat(slow.cancels).hasSize(2);
        Sink next = rig.consume(0);
        assertThat(next.deliveries.getFirst().acquiredCount()).isEqualTo(1);
        assertThat(next.deliveries.getFirst().deliveryCount()).isZero();
    }

    @Test
    void whoGotAMessageOrLeftWithOneMaySettleItInTimeOnly() {
        rig.spec(QueueType.QUORUM, true, 0);
        rig.settings(rig.settings().withConsumerTimeout(1_000)).open();
        rig.publish(0, 3);
        Sink left = rig.consume(1);
        rig.queue.unsubscribe(rig.queue.consumers().getFirst());
        Sink getter = new Sink();
        rig.queue.get(false, getter);
        rig.shard.advance(500);
        Sink quick = new Sink();
        rig.queue.ack(rig.queue.get(false, quick));
        rig.shard.advance(500);
        assertThat(left.cancels).containsExactly(DeliverySink.CancelReason.TIMED_OUT);
        assertThat(getter.cancels).containsExactly(DeliverySink.CancelReason.TIMED_OUT);
        rig.shard.advance(1_000);
        assertThat(quick.cancels).isEmpty();
        assertThat(rig.queue.readyCount()).isEqualTo(2);
    }
}
