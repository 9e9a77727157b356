package io.volok.broker.vhost;

import static org.assertj.core.api.Assertions.assertThat;

import io.volok.codec.table.FieldTable;
import io.volok.codec.table.FieldValue;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Messages that wait for their time. */
class DelayedMessagesTest {

    private final World world = new World();

    private void declare() {
        world.exchange("x", "x-delayed-message", FieldTable.builder().add("x-delayed-type", "topic").build());
        world.queue("q");
        world.bind("x", "q", "k.#");
    }

    private void publish(String body, long delayMs) {
        FieldTable headers = FieldTable.of("x-delay", new FieldValue.Int32((int) delayMs));
        world.publish("x", "k.1", body, headers, world, Long.parseLong(body));
    }

    @Test
    void messageComesWhenItsTimeHasCome() {
        declare();
        publish("1", 5_000);
        assertThat(world.ready("q")).isZero();
        assertThat(world.accepted).containsExactly(1L);
        world.shard.advance(4_999);
        assertThat(world.ready("q")).isZero();
        world.shard.advance(1);
        World.Received received = world.drainMessages("q").getFirst();
        assertThat(received.body()).isEqualTo("1");
        assertThat(received.exchange()).isEqualTo("x");
        assertThat(received.routingKey()).isEqualTo("k.1");
        assertThat(received.headers().find("x-delay")).contains(new FieldValue.Int32(-5_000));
    }

    @Test
    void messageWithoutDelayComesAtOnce() {
        declare();
        world.publish("x", "k", "now");
        publish("2", -5);
        assertThat(world.drain("q")).containsExactly("now", "2");
    }

    @Test
    void messageWaitsAtADelayedExchangeOnItsWay() {
        declare();
        world.exchange("first", "fanout", FieldTable.EMPTY);
        world.queue("direct");
        world.bind("first", "direct", "");
        world.bindExchange("first", "x", "");
        FieldTable headers = FieldTable.of("x-delay", new FieldValue.Int32(1_000));
        world.publish("first", "k.1", "7", headers, world, 7);
        assertThat(world.drain("direct")).containsExactly("7");
        assertThat(world.ready("q")).isZero();
        world.shard.advance(1_000);
        World.Received received = world.drainMessages("q").getFirst();
        assertThat(received.exchange()).isEqualTo("first");
        assertThat(received.headers().entries()).extracting(FieldTable.Entry::name).containsExactly("x-delay");
        world.publish("first", "k.1", "now");
        assertThat(world.drain("q")).containsExactly("now");
    }

    @Test
    void delayedTypeMustExist() {
        assertThat(World.refused(world.vhost.declareExchange(new ExchangeSpec("y", "x-delayed-message", true, false, false,
                FieldTable.EMPTY), Caller.BROKER))).contains("'x-delayed-type' must be");
    }

    @Test
    void messagesComeInTheOrderOfTheirTimes() {
        declare();
        Random random = new Random(5);
        List<long[]> due = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            long delay = 1 + random.nextInt(3 * 3_600_000);
            due.add(new long[] {delay, i});
            publish(Integer.toString(i), delay);
        }
        world.shard.run();
        assertThat(world.vhost.delayedCount()).isEqualTo(2_000);
        world.crash();
        world.shard.advance(3 * 3_600_000);
        List<String> expected = due.stream().sorted(Comparator.comparingLong((long[] one) -> one[0])
                .thenComparingLong(one -> one[1])).map(one -> Long.toString(one[1])).toList();
        assertThat(world.drain("q")).isEqualTo(expected);
        world.shard.advance(600_000);
        assertThat(world.vhost.delayedCount()).isZero();
        assertThat(world.store.logs("vhosts/%2F/delayed")).isEmpty();
    }

    @Test
    void whatWasReleasedDoesNotComeAgain() {
        declare();
        for (int i = 0; i < 100; i++) {
            publish(Integer.toString(i), 1_000 + i * 10);
        }
        world.shard.advance(1_500);
        int first = world.drain("q").size();
        assertThat(first).isEqualTo(51);
        world.crash();
        world.shard.advance(10_000);
        assertThat(world.drain("q")).hasSize(100 - first);
    }

    @Test
    void whatWasDueWhileTheBrokerWasDownComesAtOnce() {
        declare();
        publish("1", 60_000);
        world.shard.run();
        world.stopFor(120_000);
        assertThat(world.drain("q")).containsExactly("1");
    }

    @Test
    void longDelaysSurviveManyRestarts() {
        declare();
        publish("1", Integer.MAX_VALUE);
        for (int i = 0; i < 5; i++) {
            world.restart();
            world.shard.advance(Integer.MAX_VALUE / 5);
        }
        world.shard.advance(10);
        assertThat(world.drain("q")).containsExactly("1");
    }

    @Test
    void aHundredThousandWithTheSameTimeAllCome() {
        declare();
        for (int i = 0; i < 100_000; i++) {
            publish(Integer.toString(i), 30_000);
            if (i % 1_000 == 0) {
                world.shard.run();
            }
        }
        world.shard.advance(30_000);
        assertThat(world.ready("q")).isEqualTo(100_000);
        assertThat(world.accepted).hasSize(100_000);
    }

    @Test
    void daysOfDelaysSurviveCrashesWhileTheyAreMoved() {
        declare();
        Random random = new Random(9);
        List<long[]> due = new ArrayList<>();
        for (int i = 0; i < 6_000; i++) {
            long delay = 1 + random.nextInt(3 * 24 * 3_600_000);
            due.add(new long[] {delay, i});
            publish(Integer.toString(i), delay);
        }
        List<String> received = new ArrayList<>();
        long leftMs = 3L * 24 * 3_600_000 + 1_000;
        while (leftMs > 0) {
            long ms = Math.min(leftMs, 1 + random.nextInt(4 * 3_600_000));
            leftMs -= ms;
            world.shard.advance(ms);
            received.addAll(world.drain("q"));
            if (random.nextInt(3) == 0) {
                world.crash();
            }
        }
        assertThat(received).isEqualTo(due.stream().sorted(Comparator.comparingLong((long[] one) -> one[0]))
                .map(one -> Long.toString(one[1])).toList());
        assertThat(world.vhost.delayedCount()).isZero();
    }

    @Test
    void daysOfDelaysThatPassedWhileTheBrokerWasDownComeInOrder() {
        declare();
        Random random = new Random(11);
        List<long[]> due = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            long delay = 1 + random.nextInt(3 * 24 * 3_600_000);
            due.add(new long[] {delay, i});
            publish(Integer.toString(i), delay);
        }
        world.stopFor(4L * 24 * 3_600_000);
        world.shard.advance(1_000);
        assertThat(world.drain("q")).isEqualTo(due.stream().sorted(Comparator.comparingLong((long[] one) -> one[0]))
                .map(one -> Long.toString(one[1])).toList());
    }

    @Test
    void spansAreWiderTheFartherAway() {
        long now = 1_700_000_000_000L;
        assertThat(DelaySpan.of(now + 5_000, now).isNarrow()).isTrue();
        assertThat(DelaySpan.of(now + 3_600_000, now).name()).endsWith("-600000");
        assertThat(DelaySpan.of(now + 100L * 3_600_000, now).name()).endsWith("-43200000");
        for (long delay = 1; delay < 4_000_000_000L; delay = delay * 3 / 2 + 1) {
            DelaySpan span = DelaySpan.of(now + delay, now);
            assertThat(span.isNarrow() || span.nearMs() > now).isTrue();
            assertThat(now + delay).isBetween(span.startMs(), span.endMs() - 1);
            assertThat(DelaySpan.ofName(span.name())).isEqualTo(span);
        }
    }
}
