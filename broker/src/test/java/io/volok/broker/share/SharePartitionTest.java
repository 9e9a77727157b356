package io.volok.broker.share;

import static org.assertj.core.api.Assertions.assertThat;

import io.volok.broker.partition.Partition;
import io.volok.broker.partition.Topics;
import io.volok.broker.partition.TransactionMarker;
import io.volok.broker.shard.ManualShard;
import io.volok.codec.record.BatchBuilder;
import io.volok.codec.record.Decompressor;
import io.volok.codec.record.RecordBatch;
import io.volok.codec.record.RecordBody;
import io.volok.log.Durability;
import io.volok.log.store.memory.MemorySegmentStore;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Share partitions over real logs on a store that can crash. */
class SharePartitionTest {

    private static final long LOCK_MS = 10_000;
    private static final ShareSettings EARLIEST =
            new ShareSettings(LOCK_MS, 3, 2_000, true, ShareSettings.Reset.EARLIEST, 0, false);
    private static final ShareSettings COMMITTED =
            new ShareSettings(LOCK_MS, 3, 2_000, true, ShareSettings.Reset.EARLIEST, 0, true);

    private final MemorySegmentStore store = new MemorySegmentStore(1);
    private ManualShard shard = new ManualShard(1_000_000);
    private Topics topics;
    private Consumer<Runnable> graves = Runnable::run;
    private SharePartitions shares;

    @BeforeEach
    void start() {
        topics = Topics.open(new Topics.Ground(
                List.of(shard), store, Durability.FSYNC, () -> Decompressor.NONE, Map.of()));
        shares = new SharePartitions(List.of(shard), store, Durability.FSYNC,
                (letter, buried) -> graves.accept(buried));
        if (topics.image().byName("work") == null) {
            topics.create("work", 1, Map.of(), outcome -> { });
        }
        shard.run();
    }

    private void crash(MemorySegmentStore.Crash kind) {
        store.crash(kind);
        shard = new ManualShard(shard.nowMs());
        start();
    }

    @Test
    void recordsAreHandedOutOnceAndCountedWhenTheyComeBack() {
        produce(10);
        assertThat(offsets(acquire("a", 4))).containsExactly(0L, 1L, 2L, 3L);
        assertThat(offsets(acquire("b", 4))).containsExactly(4L, 5L, 6L, 7L);
        assertThat(say("a", 1, 2, Acknowledgement.RELEASE)).isEqualTo(SharePartition.Outcome.DONE);
        Acquired again = acquire("b", 3);
        assertThat(again.runs()).containsExactly(new Acquired.Run(1, 2, 2), new Acquired.Run(8, 8, 1));
        assertThat(offsets(acquire("b", 3))).containsExactly(9L);
    }

    @Test
    void onlyTheHolderMayAcknowledgeAndAllOrNothing() {
        produce(4);
        acquire("a", 2);
        acquire("b", 2);
        assertThat(say("a", 0, 3, Acknowledgement.ACCEPT)).isEqualTo(SharePartition.Outcome.NOT_HELD);
        assertThat(say("a", 0, 1, Acknowledgement.ACCEPT)).isEqualTo(SharePartition.Outcome.DONE);
        assertThat(say("a", 0, 1, Acknowledgement.ACCEPT)).isEqualTo(SharePartition.Outcome.NOT_HELD);
        assertThat(say("b", 3, 2, Acknowledgement.ACCEPT)).isEqualTo(SharePartition.Outcome.MALFORMED);
        assertThat(share().progress().startOffset()).isEqualTo(2);
    }

    @Test
    void locksTimeOutUnlessTheyAreRenewed() {
        produce(2);
        acquire("a", 2);
        shard.advance(LOCK_MS - 1);
        say("a", 1, 1, Acknowledgement.RENEW);
        shard.advance(2);
        assertThat(acquire("b", 2).runs()).containsExactly(new Acquired.Run(0, 0, 2));
        assertThat(say("a", 0, 0, Acknowledgement.ACCEPT)).isEqualTo(SharePartition.Outcome.NOT_HELD);
        shard.advance(LOCK_MS);
        assertThat(offsets(acquire("c", 2))).containsExactly(0L); // Its last chance it has alone.
        assertThat(offsets(acquire("c", 2))).containsExactly(1L);
    }

    @Test
    void aRecordThatFailsTooOftenIsGivenUp() {
        produce(1);
        for (int i = 1; i <= 3; i++) {
            assertThat(acquire("a", 1).runs()).containsExactly(new Acquired.Run(0, 0, i));
            say("a", 0, 0, Acknowledgement.RELEASE);
        }
        assertThat(acquire("a", 1).count()).isZero();
        assertThat(share().progress().startOffset()).isEqualTo(1);
    }

    @Test
    void aWishForWholeBatchesTakesTheRestOfTheLastOne() {
        produce(3);
        produce(4);
        produce(2);
        Acquired got = share().acquire("a", new SharePartition.Wish(4, 1 << 20, true), EARLIEST);
        assertThat(offsets(got)).containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L);
        assertThat(offsets(acquire("b", 4))).containsExactly(7L, 8L);
    }

    @Test
    void recordsThatFailAgainAndAgainGoOutByHalvesAndAtLastAlone() {
        produce(8);
        ShareSettings five = new ShareSettings(LOCK_MS, 5, 2_000, true, ShareSettings.Reset.EARLIEST, 0, false);
        List<List<Long>> rounds = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            List<Long> got = offsets(share().acquire("a", new SharePartition.Wish(50, 1 << 20, true), five));
            rounds.add(got);
            share().releaseAll("a");
        }
        List<Long> all = List.of(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L);
        assertThat(rounds).containsExactly(all, all, all, List.of(0L, 1L, 2L, 3L), List.of(0L), List.of(1L));
    }

    @Test
    void aGroupThatHasBegunGoesOnWhenItIsToldToBegin() {
        produce(4);
        acquire("a", 3);
        say("a", 0, 1, Acknowledgement.ACCEPT);
        share().initialize(7, -1);
        assertThat(share().progress()).isEqualTo(new SharePartition.Progress(7, 2, 0));
        assertThat(say("a", 2, 2, Acknowledgement.ACCEPT)).isEqualTo(SharePartition.Outcome.DONE);
        assertThat(offsets(acquire("b", 9))).containsExactly(3L);
    }

    @Test
    void aRejectedRecordIsDoneWhenItsDeadLetterIs() {
        List<Runnable> later = new ArrayList<>();
        graves = later::add;
        produce(2);
        acquire("a", 2);
        List<Boolean> told = new ArrayList<>();
        say("a", 0, 0, Acknowledgement.REJECT);
        share().whenDurable(told::add);
        settle();
        assertThat(told).isEmpty();
        crash(MemorySegmentStore.Crash.POWER);
        assertThat(offsets(acquire("a", 2))).containsExactly(0L, 1L);
        say("a", 0, 0, Acknowledgement.REJECT);
        share().whenDurable(told::add);
        later.getLast().run();
        settle();
        assertThat(told).containsExactly(true);
        crash(MemorySegmentStore.Crash.POWER);
        assertThat(offsets(acquire("a", 2))).containsExactly(1L);
    }

    @Test
    void whatNobodyHasSeenGoesBackUncounted() {
        produce(3);
        acquire("a", 3);
        share().putBack("a", 1, 2);
        assertThat(acquire("b", 3).runs()).containsExactly(new Acquired.Run(1, 2, 1));
    }

    @Test
    void abortedRecordsAndMarkersAreForNobody() {
        produceIn(7, 3);
        partition().endTransaction(new TransactionMarker(7, (short) 1, 0, false));
        produceIn(8, 2);
        assertThat(share().acquire("a", wish(10), COMMITTED).count()).isZero();
        partition().endTransaction(new TransactionMarker(8, (short) 1, 0, true));
        shard.run();
        assertThat(offsets(share().acquire("a", wish(10), COMMITTED))).containsExactly(4L, 5L);
    }

    @Test
    void aWaiterIsToldOfWhatIsProducedAndOfWhatComesBack() {
        int[] told = new int[1];
        acquire("a", 1);
        share().await(() -> told[0]++);
        produce(1);
        assertThat(told[0]).isEqualTo(1);
        acquire("a", 1);
        share().await(() -> told[0]++);
        share().releaseAll("a");
        shard.run();
        assertThat(told[0]).isEqualTo(2);
    }

    @Test
    void whatTheLogDropsMayBeInSomebodysHands() {
        produce(10);
        acquire("a", 10);
        partition().trimTo(5);
        assertThat(acquire("b", 10).count()).isZero();
        assertThat(say("a", 0, 6, Acknowledgement.ACCEPT)).isEqualTo(SharePartition.Outcome.DONE);
        shard.advance(LOCK_MS);
        assertThat(offsets(acquire("b", 10))).containsExactly(7L, 8L, 9L);
        partition().trimTo(9);
        shard.advance(LOCK_MS);
        assertThat(offsets(acquire("c", 10))).containsExactly(9L);
        assertThat(share().progress().startOffset()).isEqualTo(9);
    }

    @Test
    void acknowledgementsThatOverlapAreRefusedAsAWhole() {
        produce(4);
        acquire("a", 4);
        byte[] accept = {Acknowledgement.ACCEPT};
        assertThat(share().acknowledge("a", List.of(new Acknowledgement(0, 2, accept), new Acknowledgement(2, 3, accept)),
                EARLIEST)).isEqualTo(SharePartition.Outcome.MALFORMED);
        assertThat(share().progress().startOffset()).isZero();
        assertThat(say("a", 0, 3, Acknowledgement.ACCEPT)).isEqualTo(SharePartition.Outcome.DONE);
    }

    @Test
    void locksAreCountedAndNotTheSpanOverWhichTheyLie() {
        ShareSettings two = new ShareSettings(100 * LOCK_MS, 3, 2, false, ShareSettings.Reset.EARLIEST, 0, false);
        produce(50);
        assertThat(share().acquire("stuck", wish(1), two).count()).isEqualTo(1);
        for (long offset = 1; offset < 50; offset++) {
            assertThat(offsets(share().acquire("a", wish(10), two))).containsExactly(offset);
            assertThat(share().acquire("b", wish(10), two).count()).isZero();
            assertThat(say("a", offset, offset, Acknowledgement.RENEW, two)).isEqualTo(SharePartition.Outcome.NOT_HELD);
            say("a", offset, offset, Acknowledgement.ACCEPT, two);
        }
        assertThat(share().progress()).isEqualTo(new SharePartition.Progress(0, 0, 49));
    }

    @Test
    void whatAFullDiskDoesNotKeepIsSaidAndKeptLater() {
        produce(6);
        acquire("a", 6);
        settle();
        store.faults().capacityBytes(store.usedBytes());
        say("a", 0, 1, Acknowledgement.ACCEPT);
        List<Boolean> kept = new ArrayList<>();
        share().whenDurable(kept::add);
        assertThat(kept).containsExactly(false);
        store.faults().capacityBytes(Long.MAX_VALUE);
        say("a", 3, 3, Acknowledgement.ACCEPT);
        share().whenDurable(kept::add);
        shard.run();
        assertThat(kept).containsExactly(false, true);
        crash(MemorySegmentStore.Crash.POWER);
        assertThat(offsets(acquire("b", 9))).containsExactly(2L, 4L, 5L);
    }

    @Test
    void recordsThatComeBackTogetherGoOutTogether() {
        produce(5);
        acquire("a", 5);
        List<Integer> counts = new ArrayList<>();
        share().await(() -> counts.add(acquire("b", 10).count()));
        say("a", 0, 4, Acknowledgement.RELEASE);
        shard.run();
        assertThat(counts).containsExactly(5);
    }

    @ParameterizedTest
    @EnumSource(MemorySegmentStore.Crash.class)
    void whatIsDurablyDoneStaysDoneAndDeliveriesAreCountedOverCrashes(MemorySegmentStore.Crash kind) {
        produce(6);
        acquire("a", 6);
        say("a", 0, 1, Acknowledgement.ACCEPT);
        say("a", 4, 4, Acknowledgement.REJECT);
        settle();
        crash(kind);
        assertThat(share().progress()).isEqualTo(new SharePartition.Progress(0, 2, 1));
        assertThat(acquire("b", 9).runs())
                .containsExactly(new Acquired.Run(2, 3, 2), new Acquired.Run(5, 5, 2));
    }

    /** Random members and crashes: nothing that was durably acknowledged comes again, and everything gets done. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void everyRecordIsDoneOnceDurably(long seed) {
        Random random = new Random(seed);
        Set<Long> durablyDone = new HashSet<>();
        Map<String, List<Long>> hands = new HashMap<>();
        ShareSettings patient = new ShareSettings(LOCK_MS, Integer.MAX_VALUE, 2_000, true,
                ShareSettings.Reset.EARLIEST, 0, false);
        long produced = 0;
        share().acquire("a", wish(1), patient);
        settle();
        for (int step = 0; step < 1_500; step++) {
            String member = "m" + random.nextInt(3);
            List<Long> mine = hands.computeIfAbsent(member, key -> new ArrayList<>());
            switch (random.nextInt(12)) {
                case 0, 1 -> {
                    int count = 1 + random.nextInt(5);
                    produce(count);
                    produced += count;
                }
                case 2 -> {
                    crash(MemorySegmentStore.Crash.values()[random.nextInt(2)]);
                    hands.clear();
                }
                case 3 -> {
                    shard.advance(random.nextInt(4_000));
                    mine.clear();
                    share().releaseAll(member);
                }
                case 4, 5, 6, 7 -> {
                    List<Long> got = offsets(share().acquire(member, wish(1 + random.nextInt(8)), patient));
                    assertThat(got).as("seed %d", seed).noneMatch(durablyDone::contains);
                    mine.addAll(got);
                }
                default -> {
                    if (!mine.isEmpty()) {
                        long offset = mine.remove(random.nextInt(mine.size()));
                        boolean accepts = random.nextInt(3) > 0;
                        byte type = accepts ? Acknowledgement.ACCEPT : Acknowledgement.RELEASE;
                        if (say(member, offset, offset, type, patient) == SharePartition.Outcome.DONE && accepts) {
                            settle();
                            durablyDone.add(offset);
                        }
                    }
                }
            }
        }
        shard.advance(2 * LOCK_MS);
        for (List<Long> got = offsets(share().acquire("z", wish(50), patient)); !got.isEmpty();
                got = offsets(share().acquire("z", wish(50), patient))) {
            assertThat(got).as("seed %d", seed).noneMatch(durablyDone::contains);
            got.forEach(offset -> assertThat(say("z", offset, offset, Acknowledgement.ACCEPT))
                    .isEqualTo(SharePartition.Outcome.DONE));
        }
        assertThat(share().progress().startOffset()).as("seed %d", seed).isEqualTo(produced);
    }

    private Partition partition() {
        return topics.image().byName("work").partition(0);
    }

    private SharePartition share() {
        return shares.get("g", partition());
    }

    private static SharePartition.Wish wish(int maxRecords) {
        return new SharePartition.Wish(maxRecords, 1 << 20, false);
    }

    private Acquired acquire(String member, int maxRecords) {
        return share().acquire(member, wish(maxRecords), EARLIEST);
    }

    private SharePartition.Outcome say(String member, long first, long last, byte type) {
        return say(member, first, last, type, EARLIEST);
    }

    private SharePartition.Outcome say(String member, long first, long last, byte type, ShareSettings settings) {
        return share().acknowledge(member, List.of(new Acknowledgement(first, last, new byte[] {type})), settings);
    }

    private void settle() {
        share().whenDurable(kept -> { });
        shard.run();
    }

    private static List<Long> offsets(Acquired acquired) {
        List<Long> offsets = new ArrayList<>();
        acquired.runs().forEach(run -> {
            for (long offset = run.first(); offset <= run.last(); offset++) {
                offsets.add(offset);
            }
        });
        return offsets;
    }

    private void produce(int count) {
        append(new BatchBuilder().begin(0, shard.nowMs()), count);
    }

    private void produceIn(long producerId, int count) {
        append(new BatchBuilder().begin(0, shard.nowMs()).attributes(RecordBatch.TRANSACTIONAL)
                .producer(producerId, 0, 0), count);
    }

    private void append(BatchBuilder builder, int count) {
        for (int i = 0; i < count; i++) {
            builder.append(shard.nowMs(), RecordBody.of(null, new byte[20]));
        }
        builder.finish();
        partition().produce(ByteBuffer.wrap(builder.toByteArray()));
        shard.run();
    }
}
