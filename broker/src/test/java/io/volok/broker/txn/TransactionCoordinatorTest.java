package io.volok.broker.txn;

import static org.assertj.core.api.Assertions.assertThat;

import io.volok.broker.partition.TransactionMarker;
import io.volok.broker.shard.ManualShard;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The coordinator over a log and partitions that lose what was not durable. */
class TransactionCoordinatorTest {

    private static final int TIMEOUT_MS = 30_000;
    private static final TxnPartition P0 = new TxnPartition("orders", 0);
    private static final TxnPartition P1 = new TxnPartition("orders", 1);

    private ManualShard shard = new ManualShard(1_000);
    private final World world = new World();
    private TransactionCoordinator coordinator;
    private long nextId = 1;

    @BeforeEach
    void start() {
        coordinator = new TransactionCoordinator(shard, world, world, new FreshIds(), TxnConfig.DEFAULT);
        coordinator.recover();
    }

    /** Everything in memory is gone, and so is what had not become durable. */
    private void crash() {
        shard = new ManualShard(shard.nowMs());
        world.crash();
        start();
    }

    @Test
    void aCommitIsAnsweredWhenDecidedAndCompletedWhenEveryMarkerIsWritten() {
        TxnReply.Done producer = init("t");
        add("t", producer, Set.of(P0, P1));
        List<TxnReply> replies = new ArrayList<>();
        coordinator.end(new EndRules.Wish("t", producer.producerId(), producer.producerEpoch(), true, (short) 2),
                replies::add);
        assertThat(replies).isEmpty();
        world.flushLog();
        assertThat(replies).containsExactly(new TxnReply.Done(producer.producerId(), (short) 1));
        assertThat(coordinator.describe("t").state()).isEqualTo(TxnState.PREPARE_COMMIT);
        world.flush();
        assertThat(coordinator.describe("t").state()).isEqualTo(TxnState.COMPLETE_COMMIT);
        assertThat(world.markers(P0)).containsExactly(
                new TransactionMarker(producer.producerId(), (short) 1, 0, true));
    }

    @Test
    void aDecidedEndIsCarriedThroughAfterACrash() {
        TxnReply.Done producer = init("t");
        add("t", producer, Set.of(P0, P1));
        coordinator.end(new EndRules.Wish("t", producer.producerId(), producer.producerEpoch(), true, (short) 2),
                reply -> { });
        world.flushLog();
        crash();
        world.flush();
        assertThat(coordinator.describe("t").state()).isEqualTo(TxnState.COMPLETE_COMMIT);
        assertThat(world.markers(P1)).hasSize(1);
    }

    @Test
    void anOpenTransactionIsAbortedWhenItsTimeIsOver() {
        TxnReply.Done producer = init("t");
        add("t", producer, Set.of(P0));
        crash();
        shard.advance(TIMEOUT_MS + TxnConfig.DEFAULT.abortIntervalMs() + 1);
        world.flush();
        assertThat(coordinator.describe("t").state()).isEqualTo(TxnState.COMPLETE_ABORT);
        assertThat(world.markers(P0)).singleElement().matches(marker -> !marker.commit());
    }

    @Test
    void whatComesWhileAnEndIsBeingCompletedWaitsForIt() {
        TxnReply.Done producer = init("t");
        add("t", producer, Set.of(P0));
        List<TxnReply> replies = new ArrayList<>();
        coordinator.end(new EndRules.Wish("t", producer.producerId(), producer.producerEpoch(), true, (short) 2),
                reply -> { });
        world.flushLog();
        var wish = new PartitionRules.Wish("t", producer.producerId(), (short) 1, Set.of(P1), (short) 2);
        coordinator.add(wish, replies::add);
        assertThat(replies).isEmpty();
        world.flush();
        assertThat(replies).containsExactly(new TxnReply.Done(producer.producerId(), (short) 1));
        coordinator.end(new EndRules.Wish("t", producer.producerId(), (short) 1, true, (short) 2), reply -> { });
        world.flushLog();
        coordinator.init(new InitRules.Wish("t", TIMEOUT_MS, -1, (short) -1), replies::add);
        shard.advance(1_000);
        assertThat(replies.getLast()).isEqualTo(new TxnReply.Refused(TxnRefusal.BUSY));
    }

    @Test
    void anIdThatNobodyUsesIsForgotten() {
        init("t");
        shard.advance(TxnConfig.DEFAULT.expirationMs() + TxnConfig.DEFAULT.expireIntervalMs());
        world.flushLog();
        assertThat(coordinator.describe("t")).isNull();
        crash();
        assertThat(coordinator.describe("t")).isNull();
    }

    @Test
    void aFullDiskIsARetriableRefusalAndAnEndIsStillCompleted() {
        TxnReply.Done producer = init("t");
        add("t", producer, Set.of(P0));
        coordinator.end(new EndRules.Wish("t", producer.producerId(), producer.producerEpoch(), false, (short) 2),
                reply -> { });
        world.flushLog();
        world.full = true;
        world.flush();
        assertThat(coordinator.describe("t").state()).isEqualTo(TxnState.PREPARE_ABORT);
        List<TxnReply> replies = new ArrayList<>();
        coordinator.init(new InitRules.Wish("u", TIMEOUT_MS, -1, (short) -1), replies::add);
        assertThat(replies).containsExactly(new TxnReply.Refused(TxnRefusal.UNAVAILABLE));
        world.full = false;
        shard.advance(1_000);
        world.flush();
        assertThat(coordinator.describe("t").state()).isEqualTo(TxnState.COMPLETE_ABORT);
    }

    /** Random producers and crashes: no transaction hangs, no acknowledged commit is lost or turned into an abort. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void noTransactionHangsAtAnyCrashPoint(long seed) {
        Random random = new Random(seed);
        List<Producer> producers = List.of(new Producer("a"), new Producer("b"), new Producer("c"));
        for (int step = 0; step < 2_000; step++) {
            int what = random.nextInt(100);
            if (what < 2) {
                crash();
                producers.forEach(Producer::lostConnection);
            } else if (what < 20) {
                world.flushLog();
            } else if (what < 40) {
                world.flushMarkers();
            } else if (what < 45) {
                shard.advance(random.nextInt(20_000));
            } else {
                producers.get(random.nextInt(producers.size())).step(random);
            }
        }
        for (int i = 0; i < 20; i++) {
            world.flush();
            shard.advance(10_000);
        }
        assertThat(world.openData).as("open transactions, seed %d", seed).isEmpty();
        for (Acknowledged commit : world.acknowledgedCommits) {
            for (TxnPartition partition : commit.partitions()) {
                assertThat(world.ends(partition, commit.producerId(), commit.epoch()))
                        .as("%s in %s, seed %d", commit, partition, seed).isNotEmpty().allMatch(end -> end);
            }
        }
    }

    private TxnReply.Done init(String id) {
        List<TxnReply> replies = new ArrayList<>();
        coordinator.init(new InitRules.Wish(id, TIMEOUT_MS, -1, (short) -1), replies::add);
        world.flush();
        return (TxnReply.Done) replies.getFirst();
    }

    private void add(String id, TxnReply.Done producer, Set<TxnPartition> partitions) {
        List<TxnReply> replies = new ArrayList<>();
        coordinator.add(new PartitionRules.Wish(id, producer.producerId(), producer.producerEpoch(), partitions,
                (short) 2), replies::add);
        world.flush();
        assertThat(replies).singleElement().isInstanceOf(TxnReply.Done.class);
        partitions.forEach(partition -> world.write(partition, producer.producerId(), producer.producerEpoch()));
    }

    /** Counts. */
    private final class FreshIds implements ProducerIds {
        @Override
        public boolean available() {
            return true;
        }

        @Override
        public long next() {
            return nextId++;
        }
    }

    /** A commit that its producer was told of. */
    private record Acknowledged(long producerId, short epoch, Set<TxnPartition> partitions) {
    }

    /** A producer with one request under way at a time. */
    private final class Producer {
        private final String id;
        private TxnReply.Done me;
        private Set<TxnPartition> written = new HashSet<>();
        private boolean asking;
        private int connection;

        Producer(String id) {
            this.id = id;
        }

        void lostConnection() {
            asking = false;
            connection++;
        }

        void step(Random random) {
            if (asking) {
                return;
            }
            asking = true;
            int mine = connection;
            if (me == null || random.nextInt(20) == 0) {
                coordinator.init(new InitRules.Wish(id, TIMEOUT_MS, -1, (short) -1), reply -> {
                    if (answered(mine)) {
                        me = reply instanceof TxnReply.Done done ? done : null;
                        written = new HashSet<>();
                    }
                });
            } else if (written.isEmpty() || random.nextBoolean()) {
                TxnPartition partition = new TxnPartition("orders", random.nextInt(4));
                TxnReply.Done now = me;
                coordinator.add(new PartitionRules.Wish(id, now.producerId(), now.producerEpoch(), Set.of(partition),
                        (short) 2), reply -> {
                    if (answered(mine)) {
                        if (reply instanceof TxnReply.Done) {
                            world.write(partition, now.producerId(), now.producerEpoch());
                            written.add(partition);
                        } else {
                            onRefusal(reply);
                        }
                    }
                });
            } else {
                end(random.nextInt(3) > 0, mine);
            }
        }

        private void end(boolean commit, int mine) {
            TxnReply.Done now = me;
            Set<TxnPartition> partitions = Set.copyOf(written);
            coordinator.end(new EndRules.Wish(id, now.producerId(), now.producerEpoch(), commit, (short) 2), reply -> {
                if (!answered(mine)) {
                    return;
                }
                if (reply instanceof TxnReply.Done done) {
                    if (commit) {
                        world.acknowledgedCommits.add(
                                new Acknowledged(now.producerId(), now.producerEpoch(), partitions));
                    }
                    me = done;
                    written = new HashSet<>();
                } else {
                    onRefusal(reply);
                }
            });
        }

        private void onRefusal(TxnReply reply) {
            if (((TxnReply.Refused) reply).why() != TxnRefusal.BUSY) {
                me = null;
            }
        }

        private boolean answered(int mine) {
            if (mine != connection) {
                return false;
            }
            asking = false;
            return true;
        }
    }

    /** The log and the partitions. */
    private final class World implements TransactionLog, Markers {
        private final List<Transaction> facts = new ArrayList<>();
        private final List<String> ids = new ArrayList<>();
        private int durable;
        private final List<Runnable> waiting = new ArrayList<>();
        private final List<Runnable> unwrittenMarkers = new ArrayList<>();
        private final Map<TxnPartition, List<TransactionMarker>> markers = new HashMap<>();
        private final Set<String> openData = new HashSet<>();
        private final Map<String, List<Boolean>> ends = new HashMap<>();
        private final List<Acknowledged> acknowledgedCommits = new ArrayList<>();
        private boolean full;

        @Override
        public boolean append(Transaction fact, Runnable whenDurable) {
            if (full) {
                return false;
            }
            facts.add(fact);
            ids.add(fact.transactionalId());
            waiting.add(whenDurable);
            return true;
        }

        @Override
        public boolean forget(String transactionalId) {
            facts.add(null);
            ids.add(transactionalId);
            return true;
        }

        @Override
        public void whenDurable(Runnable task) {
            waiting.add(task);
        }

        @Override
        public void replay(Reader reader) {
            for (int i = 0; i < facts.size(); i++) {
                reader.accept(ids.get(i), facts.get(i));
            }
        }

        @Override
        public void write(TxnPartition partition, TransactionMarker marker, short version, Runnable written) {
            unwrittenMarkers.add(() -> {
                markers.computeIfAbsent(partition, key -> new ArrayList<>()).add(marker);
                for (short epoch = 0; epoch < marker.epoch(); epoch++) {
                    if (openData.remove(data(partition, marker.producerId(), epoch))) {
                        ends.computeIfAbsent(data(partition, marker.producerId(), epoch), key -> new ArrayList<>())
                                .add(marker.commit());
                    }
                }
                written.run();
            });
        }

        void write(TxnPartition partition, long producerId, short epoch) {
            boolean fenced = markers(partition).stream().anyMatch(
                    marker -> marker.producerId() == producerId && marker.epoch() > epoch);
            if (!fenced) {
                openData.add(data(partition, producerId, epoch));
            }
        }

        List<TransactionMarker> markers(TxnPartition partition) {
            return markers.getOrDefault(partition, List.of());
        }

        List<Boolean> ends(TxnPartition partition, long producerId, short epoch) {
            return ends.getOrDefault(data(partition, producerId, epoch), List.of());
        }

        void flushLog() {
            durable = facts.size();
            List<Runnable> told = List.copyOf(waiting);
            waiting.clear();
            told.forEach(Runnable::run);
        }

        void flushMarkers() {
            List<Runnable> written = List.copyOf(unwrittenMarkers);
            unwrittenMarkers.clear();
            written.forEach(Runnable::run);
        }

        void flush() {
            while (!waiting.isEmpty() || !unwrittenMarkers.isEmpty()) {
                flushLog();
                flushMarkers();
            }
        }

        void crash() {
            facts.subList(durable, facts.size()).clear();
            ids.subList(durable, ids.size()).clear();
            waiting.clear();
            unwrittenMarkers.clear();
        }

        private static String data(TxnPartition partition, long producerId, short epoch) {
            return partition + " " + producerId + " " + epoch;
        }
    }
}
