package io.volok.testkit.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.volok.testkit.history.Checker;
import io.volok.testkit.history.Event;
import io.volok.testkit.history.Event.Isolation;
import io.volok.testkit.history.ExactlyOnce;
import io.volok.testkit.history.GroupCoverage;
import io.volok.testkit.history.History;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Real clients write, commit, abort, die and rebalance; what they saw keeps every promise. {@code -Dvolok.chaos.seconds}
 * makes runs longer, {@code -Dvolok.chaos.seed} repeats the wishes of a run.
 */
@Timeout(300)
class HistoryTest {

    private static final Duration LENGTH = Duration.ofSeconds(Integer.getInteger("volok.chaos.seconds", 4));
    private static final String TOPIC = "t";
    private static final int STRIKES = 2;

    @TempDir
    private Path data;

    @ParameterizedTest
    @EnumSource
    void clientsAgainstABrokerInThisProcess(Membership membership) throws Exception {
        try (Victim victim = Victim.inProcess(data)) {
            writersReadersAndGroup(victim, membership, 0);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"os", "fsync"})
    void clientsAgainstABrokerThatIsKilled(String durability) throws Exception {
        try (Victim victim = Victim.killed(data, durability)) {
            writersReadersAndGroup(victim, Membership.COOPERATIVE, STRIKES);
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatIsReadIsProcessedExactlyOnce(Membership membership) throws Exception {
        try (Victim victim = Victim.inProcess(data)) {
            transform(victim, membership, 0);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"EAGER", "SERVER_SIDE"})
    void whatIsReadIsProcessedExactlyOnceByABrokerThatIsKilled(Membership membership) throws Exception {
        try (Victim victim = Victim.killed(data, "os")) {
            transform(victim, membership, STRIKES);
        }
    }

    private static void writersReadersAndGroup(Victim victim, Membership membership, int strikes) throws Exception {
        Stage stage = stage(victim);
        ChangingGroup seat = new ChangingGroup(membership, "g", 0, TOPIC);
        List<Actor> actors = List.of(new IdempotentWriter("plain-1", TOPIC), new IdempotentWriter("plain-2", TOPIC),
                new TransactionalWriter("tx-1", TOPIC), new TransactionalWriter("tx-2", TOPIC),
                new TransactionalWriter("tx-3", TOPIC),
                new SteadyReader("committed", TOPIC, Isolation.COMMITTED),
                new SteadyReader("uncommitted", TOPIC, Isolation.UNCOMMITTED),
                seat, new ChangingGroup(membership, "g", 1, TOPIC), new ChangingGroup(membership, "g", 2, TOPIC));
        play(stage, victim, actors, strikes);
        readAll(stage, TOPIC);
        seat.readTheRest(stage);
        judge(stage.history(), List.of(new GroupCoverage("g/", TOPIC)));
    }

    private static void transform(Victim victim, Membership membership, int strikes) throws Exception {
        Stage stage = stage(victim);
        Transformer first = new Transformer(membership, "p", 0);
        List<Actor> actors = List.of(new IdempotentWriter("plain", Transformer.INPUT),
                new TransactionalWriter("tx", Transformer.INPUT), first, new Transformer(membership, "p", 1));
        play(stage, victim, actors, strikes);
        readAll(stage, Transformer.INPUT);
        first.processTheRest(stage);
        readAll(stage, Transformer.OUTPUT);
        judge(stage.history(),
                List.of(new ExactlyOnce(Transformer.INPUT, Transformer.OUTPUT, Transformer::inputOf)));
    }

    private static Stage stage(Victim victim) {
        long seed = Long.getLong("volok.chaos.seed", System.nanoTime());
        System.out.printf("history test, seed %d%n", seed);
        return new Stage(victim.bootstrap(), seed, LENGTH);
    }

    private static void play(Stage stage, Victim victim, List<Actor> actors, int strikes) throws Exception {
        try (ExecutorService threads = Executors.newCachedThreadPool()) {
            List<Future<?>> acts = new ArrayList<>();
            for (Actor actor : actors) {
                acts.add(threads.submit(() -> {
                    actor.act(stage);
                    return null;
                }));
            }
            Random random = stage.random("strikes");
            for (int i = 0; i < strikes; i++) {
                Stage.pause(500 + random.nextInt((int) LENGTH.toMillis() / strikes));
                long beginNs = System.nanoTime();
                victim.strike();
                stage.prolong(System.nanoTime() - beginNs);
            }
            for (Future<?> act : acts) {
                act.get(120, TimeUnit.SECONDS);
            }
        }
    }

    private static void readAll(Stage stage, String topic) {
        new SteadyReader(History.FINAL_UNCOMMITTED, topic, Isolation.UNCOMMITTED).readAll(stage);
        new SteadyReader(History.FINAL_COMMITTED, topic, Isolation.COMMITTED).readAll(stage);
    }

    private static void judge(History history, List<Checker> more) {
        List<Checker> checkers = new ArrayList<>(Checker.always());
        checkers.addAll(more);
        for (Checker checker : checkers) {
            List<String> violations = checker.violations(history);
            assertThat(violations.stream().limit(Checker.TOLD_MAX).toList())
                    .as("%s found %d", checker.getClass().getSimpleName(), violations.size()).isEmpty();
        }
        System.out.printf("%d sent, %d acknowledged, %d transactions, %d polled, %d commits of offsets, %d assignments%n",
                history.all(Event.Sent.class).size(), history.all(Event.Acknowledged.class).size(),
                history.all(Event.Ended.class).size(), history.all(Event.Polled.class).size(),
                history.all(Event.Committed.class).size(), history.all(Event.Owned.class).size());
        assertThat(history.all(Event.Acknowledged.class)).isNotEmpty();
    }
}
