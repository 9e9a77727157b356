package io.volok.broker.vhost;

import static org.assertj.core.api.Assertions.assertThat;

import io.volok.broker.message.Settlement;
import io.volok.broker.queue.Delivery;
import io.volok.codec.table.FieldTable;
import io.volok.codec.table.FieldValue;
import io.volok.log.Durability;
import io.volok.log.store.LogFailed;
import io.volok.log.store.memory.MemorySegmentStore.Crash;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntSupplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The broker dies at every single write that transactions of all kinds cause. Whatever the moment, each of them is there
 * with all that it has published and acknowledged, or not at all; one that was answered is there; and what others have
 * published beside it is not harmed.
 */
class CommitCrashPointsTest {

    private static final int WRITES_MAX = 300;
    private static final String LARGE = " ".repeat(300_000);

    private CommitRig rig;
    private Crash crash;
    /** Per commit, where its messages have to be and where its acknowledged ones must not. */
    private final Map<String, List<String>> expected = new LinkedHashMap<>();
    private final Map<String, List<String>> gone = new LinkedHashMap<>();
    private final TreeSet<String> answered = new TreeSet<>();
    private final TreeSet<String> confirmed = new TreeSet<>();

    @ParameterizedTest
    @CsvSource({"OS,PROCESS,false", "OS,PROCESS,true", "FSYNC,PROCESS,false", "FSYNC,PROCESS,true", "FSYNC,POWER,true"})
    void aCommitIsWholeOrNotThere(Durability durability, Crash kind, boolean torn) {
        crash = kind;
        int writes = 0;
        while (diesAt(writes, durability, torn)) {
            writes++;
            assertThat(writes).isLessThan(WRITES_MAX);
        }
        assertThat(writes).as("writes of the script").isGreaterThan(30);
    }

    /** Runs the script up to a write, dies there, and looks; false if the script has fewer writes. */
    private boolean diesAt(int writes, Durability durability, boolean torn) {
        String when = "dies at write " + writes + ", " + durability + ", torn " + torn;
        expected.clear();
        gone.clear();
        answered.clear();
        confirmed.clear();
        rig = new CommitRig(1 + writes, durability);
        declare();
        rig.store.faults().failAppendAfter(writes, torn);
        boolean died = false;
        try {
            script();
        } catch (LogFailed failed) {
            died = true;
        }
        rig.store.faults().failAppendAfter(Integer.MAX_VALUE, false);
        if (died) {
            rig.crash(crash);
            rig.crash(Crash.PROCESS); // What one start has undone is nothing that a second one could undo again.
        }
        look(when);
        return died;
    }

    private void declare() {
        rig.queue("a", FieldTable.EMPTY);
        rig.queue("b", FieldTable.of("x-queue-type", FieldValue.of("quorum")));
        rig.queue("p", FieldTable.of("x-max-priority", new FieldValue.Int32(2)));
        rig.queue("s", FieldTable.of("x-queue-type", FieldValue.of("stream")));
        rig.queue("letters", FieldTable.EMPTY);
        rig.queue("work", FieldTable.builder().add("x-dead-letter-exchange", "")
                .add("x-dead-letter-routing-key", "letters").build());
        rig.queue("more", FieldTable.EMPTY);
        rig.delayedExchange("delay", "a");
        for (int i = 0; i < 4; i++) {
            rig.publish("", "work", "w" + i, null, 0);
            rig.publish("", "more", "m" + i, null, 0);
        }
        rig.shard.run();
    }

    private void script() {
        beside("n0", "a");
        commit("c0", List.of("a", "b", "p", "s"), List.of(), List.of());
        beside("n1", "s");
        commit("c1", List.of("a"), take("work", "w0"), List.of());
        commit("c2", List.of("b", "delay"), take("work", "w1", "more", "m0"), List.of());
        rig.shard.run();
        commit("c3", List.of("b"), take("more", "m1"), take("work", "w2"));
        beside("n2", "b");
        rig.shard.run();
        commit("c4", List.of(), take("work", "w3", "more", "m2"), List.of());
        rig.shard.run();
        commit("c5" + LARGE, List.of("a", "a", "a", "a", "a", "s", "s", "s", "s", "s"), List.of(), List.of());
        commit("c6" + LARGE, List.of("p", "p", "p", "p", "p"), List.of(), List.of());
        beside("n3", "p");
        commit("c7", List.of("a", "b"), List.of(), List.of());
        rig.shard.run();
    }

    /** Somebody else publishes with a confirm in the same batch of work. */
    private void beside(String body, String queue) {
        rig.publish("", queue, body, new Told(1, () -> confirmed.add(body + "@" + queue)), 0);
    }

    private record Taken(String place, Delivery delivery) {
    }

    private List<Taken> take(String... queuesAndBodies) {
        List<Taken> taken = new ArrayList<>();
        for (int i = 0; i < queuesAndBodies.length; i += 2) {
            Delivery delivery = rig.get(queuesAndBodies[i]);
            taken.add(new Taken(queuesAndBodies[i + 1] + "@" + queuesAndBodies[i], delivery));
        }
        return taken;
    }

    private void commit(String body, List<String> targets, List<Taken> acks, List<Taken> rejects) {
        String name = body.substring(0, 2);
        List<String> places = new ArrayList<>();
        targets.forEach(target -> places.add(name + "@" + (target.equals("delay") ? "a" : target)));
        rejects.forEach(reject -> places.add(reject.place.substring(0, 2) + "@letters"));
        expected.put(name, places);
        List<String> without = new ArrayList<>();
        acks.forEach(ack -> without.add(ack.place));
        rejects.forEach(reject -> without.add(reject.place));
        gone.put(name, without);
        Told told = new Told(targets.size(), () -> answered.add(name));
        assertThat(rig.vhost.commit(new Script(body, targets, acks, rejects, told))).isTrue();
        acks.forEach(ack -> ack.delivery.queue().ack(ack.delivery));
        if (targets.isEmpty()) {
            rig.shard.run();
            answered.add(name);
        }
    }

    private final class Script implements CommitWork {

        private final IntSupplier publishes;
        private final List<Taken> acks;
        private final List<Taken> rejects;

        Script(String body, List<String> targets, List<Taken> acks, List<Taken> rejects, Told told) {
            this.acks = acks;
            this.rejects = rejects;
            this.publishes = () -> {
                int destinations = 0;
                for (String target : targets) {
                    destinations += target.equals("delay") ? rig.delay(target, body, 5_000, told, 0)
                            : rig.publish("", target, body, told, 0);
                }
                return destinations;
            };
        }

        @Override
        public boolean publish() {
            publishes.getAsInt();
            return true;
        }

        @Override
        public List<Delivery> discard() {
            rejects.forEach(reject -> reject.delivery.queue().reject(reject.delivery));
            return rejects.stream().map(Taken::delivery).toList();
        }

        @Override
        public List<Delivery> acknowledged() {
            return acks.stream().map(Taken::delivery).toList();
        }
    }

    private static final class Told implements Settlement {

        private final Runnable whenAll;
        private int left;

        Told(int left, Runnable whenAll) {
            this.left = left;
            this.whenAll = whenAll;
        }

        @Override
        public void accepted(long token) {
            if (--left == 0) {
                whenAll.run();
            }
        }

        @Override
        public void rejected(long token) {
            throw new AssertionError("nothing is refused here");
        }
    }

    private void look(String when) {
        rig.shard.advance(60_000); // What is delayed comes.
        Map<String, Integer> there = new TreeMap<>();
        for (String queue : List.of("a", "b", "p", "letters", "work", "more")) {
            rig.drain(queue).forEach(body -> there.merge(body + "@" + queue, 1, Integer::sum));
        }
        rig.stream("s").forEach(body -> there.merge(body + "@s", 1, Integer::sum));
        confirmed.forEach(one -> assertThat(there).as(when).containsEntry(one, 1));
        expected.forEach((name, places) -> {
            Map<String, Integer> wanted = new TreeMap<>();
            places.forEach(place -> wanted.merge(place, 1, Integer::sum));
            boolean all = wanted.entrySet().stream().allMatch(each -> each.getValue().equals(there.get(each.getKey())));
            boolean acknowledged = gone.get(name).stream().noneMatch(there::containsKey);
            if (answered.contains(name)) {
                assertThat(all).as("%s: %s was answered, there is %s", when, name, there).isTrue();
            }
            if (crash == Crash.PROCESS && !(all && acknowledged)) {
                assertThat(there).as("%s: part of %s", when, name).doesNotContainKeys(
                        wanted.keySet().toArray(String[]::new));
                assertThat(gone.get(name)).as("%s: part of %s", when, name).allMatch(there::containsKey);
            }
        });
    }
}
