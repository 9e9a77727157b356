package io.volok.broker.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.volok.broker.queue.QueueRig.Sink;
import io.volok.codec.message.MessageProperties;
import io.volok.codec.message.Property;
import org.junit.jupiter.api.Test;

/** Who gets what, in which order, flagged how. */
class DeliveryScenarioTest {

    private final QueueRig rig = new QueueRig();

    @Test
    void deliversInOrderAndCountsWhatIsLeft() {
        rig.open();
        rig.publish(0, 5);
        assertThat(rig.queue.readyCount()).isEqualTo(5);
        assertThat(rig.queue.readyBytes()).isEqualTo(10);
        Sink sink = rig.consume(3);
        assertThat(sink.bodies).containsExactly("m0", "m1", "m2");
        assertThat(rig.queue.readyCount()).isEqualTo(2);
        assertThat(rig.queue.unackedCount()).isEqualTo(3);
        assertThat(rig.queue.unackedBytes()).isEqualTo(6);
        rig.queue.ack(sink.deliveries.get(1));
        rig.shard.run();
        assertThat(sink.bodies).containsExactly("m0", "m1", "m2", "m3");
        assertThat(sink.deliveries).noneMatch(Delivery::redelivered);
    }

    @Test
    void requeuedMessageKeepsItsPlaceAndIsFlagged() {
        rig.open();
        rig.publish(0, 4);
        Sink sink = rig.consume(2);
        rig.queue.requeue(sink.deliveries.get(1), false);
        rig.queue.requeue(sink.deliveries.get(0), false);
        rig.shard.run();
        assertThat(sink.bodies).containsExactly("m0", "m1", "m0", "m1");
        assertThat(sink.deliveries.get(2).redelivered()).isTrue();
        assertThat(sink.deliveries.get(2).acquiredCount()).isEqualTo(1);
        assertThat(sink.deliveries.get(2).deliveryCount()).isZero();
    }

    @Test
    void consumersTakeTurnsOneMessageEach() {
        rig.open();
        Sink first = rig.consume(0);
        Sink second = rig.consume(0);
        Sink third = rig.consume(0);
        rig.publish(0, 7);
        assertThat(first.bodies).containsExactly("m0", "m3", "m6");
        assertThat(second.bodies).containsExactly("m1", "m4");
        assertThat(third.bodies).containsExactly("m2", "m5");
        rig.publish(7, 9);
        assertThat(second.bodies).endsWith("m7");
        assertThat(third.bodies).endsWith("m8");
    }

    @Test
    void consumerOfHigherPriorityIsServedFirstWhileItCanTake() {
        rig.open();
        Sink low = rig.consume(0);
        Sink high = new Sink();
        rig.queue.subscribe(new ConsumerSpec("h", false, false, 10, 2, -1), high);
        rig.publish(0, 4);
        assertThat(high.bodies).containsExactly("m0", "m1");
        assertThat(low.bodies).containsExactly("m2", "m3");
        rig.queue.ack(high.deliveries.get(0));
        rig.publish(4, 5);
        assertThat(high.bodies).endsWith("m4");
    }

    @Test
    void sessionWithoutCreditIsPassedOverUntilItResumes() {
        rig.open();
        Sink stuck = new Sink();
        stuck.credit = false;
        Consumer consumer = rig.queue.subscribe(ConsumerSpec.of("s", false, 0), stuck);
        Sink other = rig.consume(1);
        rig.publish(0, 3);
        assertThat(other.bodies).containsExactly("m0");
        assertThat(stuck.bodies).isEmpty();
        stuck.credit = true;
        consumer.resume();
        rig.shard.run();
        assertThat(stuck.bodies).containsExactly("m1", "m2");
    }

    @Test
    void noAckDeliveriesAreSettledBySending() {
        rig.open();
        Sink sink = new Sink();
        rig.queue.subscribe(ConsumerSpec.of("n", true, 0), sink);
        rig.publish(0, 100);
        assertThat(sink.bodies).hasSize(100);
        assertThat(rig.queue.messageCount()).isZero();
        assertThat(rig.queue.readyBytes()).isZero();
        rig.crash();
        assertThat(rig.queue.messageCount()).isZero();
    }

    @Test
    void singleActiveConsumerAloneIsServedUntilItLeaves() {
        rig.spec(new QueueSpec("q", 1, QueueType.CLASSIC, true, false, 0, true)).open();
        Sink first = new Sink();
        Consumer active = rig.queue.subscribe(ConsumerSpec.of("a", false, 0), first);
        Sink second = rig.consume(0);
        rig.publish(0, 2);
        assertThat(first.bodies).containsExactly("m0", "m1");
        assertThat(second.bodies).isEmpty();
        rig.queue.unsubscribe(active);
        rig.queue.requeue(first.deliveries.get(0), true);
        rig.publish(2, 3);
        assertThat(second.bodies).containsExactly("m0", "m2");
    }

    @Test
    void quorumSingleActiveConsumerHandsOverToHigherPriorityWhenItHoldsNothing() {
        rig.spec(new QueueSpec("q", 1, QueueType.QUORUM, true, false, 0, true)).open();
        Sink low = new Sink();
        rig.queue.subscribe(ConsumerSpec.of("a", false, 0), low);
        rig.publish(0, 1);
        Sink high = new Sink();
        rig.queue.subscribe(new ConsumerSpec("h", false, false, 5, 0, -1), high);
        rig.publish(1, 2);
        assertThat(low.bodies).containsExactly("m0");
        assertThat(high.bodies).isEmpty();
        rig.queue.ack(low.deliveries.get(0));
        rig.shard.run();
        assertThat(high.bodies).containsExactly("m1");
    }

    @Test
    void getSeesWhatWasPublishedJustBefore() {
        rig.open();
        rig.publish("a");
        Sink sink = new Sink();
        Delivery got = rig.queue.get(false, sink);
        assertThat(sink.bodies).containsExactly("a");
        assertThat(rig.queue.get(false, sink)).isNull();
        rig.queue.requeue(got, false);
        assertThat(rig.queue.get(true, sink).redelivered()).isTrue();
        rig.shard.run();
        assertThat(rig.queue.messageCount()).isZero();
    }

    @Test
    void purgeDropsWhatIsReadyAndLeavesWhatIsDelivered() {
        rig.open();
        rig.publish(0, 10);
        Sink sink = rig.consume(2);
        assertThat(rig.queue.purge()).isEqualTo(8);
        assertThat(rig.queue.readyCount()).isZero();
        assertThat(rig.queue.readyBytes()).isZero();
        assertThat(rig.queue.unackedCount()).isEqualTo(2);
        rig.queue.requeue(sink.deliveries.get(0), false);
        rig.shard.run();
        assertThat(sink.bodies).containsExactly("m0", "m1", "m0");
    }

    @Test
    void higherPriorityMessagesOvertake() {
        rig.spec(QueueType.CLASSIC, true, 10).open();
        for (int priority : new int[] {0, 3, 10, 200, 3}) {
            rig.publish("p" + priority,
                    MessageProperties.builder().set(Property.PRIORITY, Integer.toString(priority)).build(), -1);
        }
        rig.publish("none");
        Sink sink = rig.consume(0);
        assertThat(sink.bodies).containsExactly("p10", "p200", "p3", "p3", "p0", "none");
    }

    @Test
    void quorumQueueHasPrioritiesWithoutAsking() {
        rig.spec(QueueType.QUORUM, true, 0).open();
        rig.publish("none");
        for (int priority : new int[] {3, 31, 5, 255}) {
            rig.publish("p" + priority,
                    MessageProperties.builder().set(Property.PRIORITY, Integer.toString(priority)).build(), -1);
        }
        Sink sink = rig.consume(0);
        assertThat(sink.bodies).containsExactly("p31", "p255", "p5", "none", "p3");
        rig.crash();
        sink = rig.consume(0);
        assertThat(sink.bodies).containsExactly("p31", "p255", "p5", "none", "p3");
        assertThat(sink.deliveries).allMatch(Delivery::redelivered);
    }

    @Test
    void deletedQueueCancelsItsConsumersAndForgetsDeliveries() {
        rig.open();
        rig.publish(0, 3);
        Sink sink = rig.consume(1);
        assertThat(rig.queue.delete()).isEqualTo(2);
        assertThat(sink.cancels).containsExactly(DeliverySink.CancelReason.QUEUE_DELETED);
        rig.queue.ack(sink.deliveries.get(0));
        rig.shard.run();
        assertThat(sink.deliveries.get(0).isSettled()).isTrue();
    }

    @Test
    void confirmsComeWhenTheBatchIsWritten() {
        rig.open();
        rig.publish("a", 7);
        rig.publish("b", 8);
        assertThat(rig.accepted).isEmpty();
        rig.shard.run();
        assertThat(rig.accepted).containsExactly(7L, 8L);
    }

    @Test
    void cursorCanBeMovedBackToWhatTheLogStillHas() {
        rig.open();
        rig.publish(0, 3);
        Sink sink = rig.consume(0);
        sink.deliveries.forEach(rig.queue::ack);
        rig.shard.run();
        assertThat(rig.queue.messageCount()).isZero();
        rig.queue.seek(1);
        rig.shard.run();
        assertThat(sink.bodies).containsExactly("m0", "m1", "m2", "m1", "m2");
        rig.crash();
        assertThat(rig.queue.readyCount()).isEqualTo(2);
    }

    @Test
    void transientQueueSpillsInOrderWhenMemoryIsShort() {
        rig.spec(QueueType.CLASSIC, false, 0).budget(4_000).open();
        for (int i = 0; i < 300; i++) {
            rig.publish(i, i + 1);
        }
        Sink sink = rig.consume(0);
        assertThat(sink.bodies).hasSize(300);
        for (int i = 0; i < 300; i++) {
            assertThat(sink.bodies.get(i)).isEqualTo("m" + i);
        }
        sink.deliveries.forEach(delivery -> rig.queue.requeue(delivery, false));
        rig.shard.run();
        assertThat(sink.bodies).hasSize(600).endsWith("m299");
    }
}
