package io.volok.broker.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.volok.broker.queue.QueueRig.Sink;
import io.volok.codec.message.MessageProperties;
import io.volok.codec.message.Property;
import io.volok.log.Durability;
import io.volok.log.LogConfig;
import io.volok.log.store.memory.MemorySegmentStore.Crash;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What survives a dead process or a dead machine: confirmed messages, in order, and nothing that was never there. */
class CrashTest {

    private final Set<Integer> confirmed = new HashSet<>();
    private final Set<Integer> acked = new HashSet<>();
    private QueueRig rig;
    private Random random;
    private int published;

    static LongStream seeds() {
        return LongStream.rangeClosed(1, Integer.getInteger("volok.seeds", 20));
    }

    private void start(long seed, QueueType type, Durability durability) {
        random = new Random(seed);
        rig = new QueueRig(seed).spec(type, true, 0)
                .logConfig(LogConfig.DEFAULT.withSegmentBytes(8 * 1024).withDurability(durability));
        rig.open();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void forcedMessagesSurvivePowerLoss(long seed) {
        start(seed, QueueType.QUORUM, Durability.FSYNC);
        for (int round = 0; round < 6; round++) {
            work();
            crash(Crash.POWER, random.nextInt(rig.facts.size() + 1));
            Set<Integer> expected = new TreeSet<>(confirmed);
            expected.removeAll(acked);
            checkWhatIsThere(expected);
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void messagesSurviveTheDeathOfTheProcess(long seed) {
        start(seed, QueueType.CLASSIC, Durability.OS);
        for (int round = 0; round < 6; round++) {
            work();
            crash(Crash.PROCESS, rig.facts.size());
            Set<Integer> expected = new TreeSet<>(confirmed);
            expected.removeAll(acked);
            checkWhatIsThere(expected);
            assertThat(rig.queue.readyCount()).isEqualTo(expected.size());
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void factsAboutMessagesThatPowerLossTookDoNotSwallowNewOnes(long seed) {
        start(seed, QueueType.CLASSIC, Durability.OS);
        for (int round = 0; round < 6; round++) {
            work();
            crash(Crash.POWER, rig.facts.size());
            confirmed.clear();
            acked.clear();
            int first = published;
            publish(20);
            crash(Crash.PROCESS, rig.facts.size());
            Set<Integer> expected = new TreeSet<>(confirmed);
            assertThat(expected).hasSize(20).allMatch(id -> id >= first);
            checkWhatIsThere(expected);
        }
    }

    private void work() {
        Sink sink = new Sink();
        Consumer consumer = rig.queue.subscribe(ConsumerSpec.of("c", false, 30), sink);
        for (int step = 0; step < 60; step++) {
            if (random.nextBoolean()) {
                publish(random.nextInt(8));
            }
            for (int i = random.nextInt(8); i > 0 && !sink.deliveries.isEmpty(); i--) {
                int at = random.nextInt(Math.min(3, sink.deliveries.size()));
                acked.add(Integer.parseInt(sink.bodies.remove(at)));
                rig.queue.ack(sink.deliveries.remove(at));
            }
            rig.shard.run();
        }
        assertThat(consumer.isGone()).isFalse();
    }

    private void publish(int count) {
        for (int i = 0; i < count; i++) {
            int id = published++;
            rig.publish(Integer.toString(id),
                    MessageProperties.builder().set(Property.DELIVERY_MODE, "2").build(), id);
        }
        rig.shard.run();
        rig.accepted.forEach(token -> confirmed.add((int) (long) token));
        rig.accepted.clear();
    }

    private void crash(Crash kind, int keptFacts) {
        rig.store.crash(kind);
        rig.crash(keptFacts);
    }

    /** At least these, in order, and nothing that was not published. */
    private void checkWhatIsThere(Set<Integer> expected) {
        Sink sink = new Sink();
        Consumer consumer = rig.queue.subscribe(ConsumerSpec.of("check", false, 0), sink);
        rig.shard.run();
        List<Integer> seen = sink.bodies.stream().map(Integer::valueOf).toList();
        assertThat(seen).isSorted().doesNotHaveDuplicates().containsAll(expected).allMatch(id -> id < published);
        rig.queue.unsubscribe(consumer);
        for (Delivery delivery : sink.deliveries) {
            if (acked.contains(Integer.valueOf(sink.bodies.get(sink.deliveries.indexOf(delivery))))) {
                rig.queue.ack(delivery);
            } else {
                rig.queue.requeue(delivery, false);
            }
        }
        rig.shard.run();
    }

    @Test
    void transientMessagesOfADurableClassicQueueEndWithTheProcess() {
        start(1, QueueType.CLASSIC, Durability.OS);
        for (int i = 0; i < 100; i++) {
            rig.publish("m" + i, MessageProperties.builder()
                    .set(Property.DELIVERY_MODE, i % 10 == 3 ? "2" : "1").build(), -1);
            rig.shard.run();
        }
        assertThat(rig.queue.readyCount()).isEqualTo(100);
        rig.crash();
        assertThat(rig.queue.readyCount()).isEqualTo(10);
        assertThat(rig.queue.readyBytes()).isEqualTo("m3".length() + 9 * "m13".length());
        rig.publish("new", MessageProperties.builder().set(Property.DELIVERY_MODE, "2").build(), -1);
        rig.shard.run();
        rig.facts.clear();
        rig.queue.snapshot();
        rig.crash();
        Sink sink = new Sink();
        rig.queue.subscribe(ConsumerSpec.of("c", false, 0), sink);
        rig.shard.run();
        assertThat(sink.bodies).hasSize(11).startsWith("m3", "m13").endsWith("m93", "new");
        assertThat(sink.deliveries).noneMatch(Delivery::redelivered);
    }

    @Test
    void fullDiskRefusesAndTakesAgainLater() {
        start(1, QueueType.CLASSIC, Durability.OS);
        publish(10);
        rig.store.faults().capacityBytes(rig.store.usedBytes() + 10);
        publish(5);
        assertThat(rig.rejected).hasSize(5);
        assertThat(rig.queue.readyCount()).isEqualTo(10);
        assertThat(rig.queue.readyBytes()).isEqualTo(10);
        rig.store.faults().capacityBytes(Long.MAX_VALUE);
        publish(5);
        assertThat(rig.queue.readyCount()).isEqualTo(15);
        checkWhatIsThere(confirmed);
    }
}
