package io.volok.broker.txn;

import static org.assertj.core.api.Assertions.assertThat;

import io.volok.broker.partition.Fetched;
import io.volok.broker.partition.Partition;
import io.volok.broker.partition.Produced;
import io.volok.broker.partition.Topics;
import io.volok.broker.shard.ManualShard;
import io.volok.codec.record.BatchBuilder;
import io.volok.codec.record.Decompressor;
import io.volok.codec.record.RecordBatch;
import io.volok.codec.record.RecordBody;
import io.volok.log.Durability;
import io.volok.log.store.memory.MemorySegmentStore;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Transactions over real partitions on a store that can crash. */
class TransactionsTest {

    private final MemorySegmentStore store = new MemorySegmentStore(1);
    private ManualShard shard = new ManualShard(1_000_000);
    private Topics topics;
    private Transactions transactions;
    private final ProducerIds ids = new CountedIds(40);

    @BeforeEach
    void start() {
        start(Durability.FSYNC);
    }

    private void start(Durability durability) {
        topics = Topics.open(new Topics.Ground(
                List.of(shard), store, durability, () -> Decompressor.NONE, Map.of()));
        transactions = new Transactions(topics, (partition, marker, version, written) -> written.run(), ids,
                new TxnConfig(900_000, 604_800_000, 10_000, 3_600_000, 5, 1 << 20));
        transactions.recover();
        shard.run();
    }

    private void crash(MemorySegmentStore.Crash kind) {
        store.crash(kind);
        shard = new ManualShard(shard.nowMs());
        start();
    }

    @ParameterizedTest
    @EnumSource(Durability.class)
    void readersSeeATransactionWhenItHasCommitted(Durability durability) {
        start(durability);
        createOrders();
        Transactions.Member me = init("t");
        assertThat(add(me, 0)).isInstanceOf(TxnReply.Done.class);
        produce(me, 0, "one");
        assertThat(committed(0)).isZero();
        TxnReply.Done end = (TxnReply.Done) ask(reply -> transactions.end(me, true, (short) 2, reply));
        assertThat(end.producerEpoch()).isEqualTo((short) 1);
        assertThat(committed(0)).isEqualTo(2);
        assertThat(state("t")).isEqualTo(TxnState.COMPLETE_COMMIT);
    }

    @ParameterizedTest
    @EnumSource(MemorySegmentStore.Crash.class)
    void anEndThatWasAnsweredReachesThePartitionsWhateverCrashes(MemorySegmentStore.Crash kind) {
        createOrders();
        Transactions.Member me = init("t");
        add(me, 0);
        add(me, 1);
        produce(me, 0, "one");
        produce(me, 1, "two");
        List<TxnReply> replies = new ArrayList<>();
        transactions.end(me, true, (short) 2, reply -> {
            replies.add(reply);
            store.crash(kind); // The moment at which the client may know, and no marker is there.
            throw new Crashed();
        });
        try {
            shard.run();
        } catch (Crashed expected) {
            assertThat(replies).singleElement().isInstanceOf(TxnReply.Done.class);
        }
        shard = new ManualShard(shard.nowMs());
        start();
        assertThat(state("t")).isEqualTo(TxnState.COMPLETE_COMMIT);
        assertThat(committed(0)).isEqualTo(2);
        assertThat(committed(1)).isEqualTo(2);
    }

    @Test
    void anOpenTransactionIsAbortedByTimeEvenAfterACrash() {
        createOrders();
        Transactions.Member me = init("t");
        add(me, 1);
        produce(me, 1, "lost");
        crash(MemorySegmentStore.Crash.values()[0]);
        assertThat(committed(1)).isZero();
        shard.advance(100_000);
        assertThat(committed(1)).isEqualTo(2);
        Fetched.Batches read = (Fetched.Batches) partition(1).fetch(0, 10_000, true);
        assertThat(read.aborted()).singleElement().matches(aborted -> aborted.producerId() == me.producerId());
        read.records().release();
        assertThat(ask(reply -> transactions.end(me, true, (short) 2, reply)))
                .isEqualTo(new TxnReply.Refused(TxnRefusal.WRONG_STATE));
        assertThat(ask(reply -> transactions.end(me, false, (short) 2, reply)))
                .isEqualTo(new TxnReply.Done(me.producerId(), (short) (me.producerEpoch() + 1)));
    }

    @Test
    void aSecondProducerFencesTheFirstAndDoesNotHaveToAskAgain() {
        createOrders();
        Transactions.Member first = init("t");
        add(first, 0);
        produce(first, 0, "zombie");
        Transactions.Member second = init("t");
        assertThat(second.producerId()).isEqualTo(first.producerId());
        assertThat(second.producerEpoch()).isGreaterThan(first.producerEpoch());
        assertThat(add(first, 0)).isEqualTo(new TxnReply.Refused(TxnRefusal.FENCED));
        assertThat(committed(0)).isEqualTo(2);
    }

    @Test
    void deletedTopicsDoNotHoldAnEndUp() {
        createOrders();
        Transactions.Member me = init("t");
        add(me, 0);
        topics.delete(topics.image().byName("orders").id(), outcome -> { });
        shard.run();
        ask(reply -> transactions.end(me, false, (short) 2, reply));
        assertThat(state("t")).isEqualTo(TxnState.COMPLETE_ABORT);
    }

    @Test
    void listingTellsAllIds() {
        init("a");
        init("b");
        List<String> ids = new ArrayList<>();
        transactions.list(all -> all.forEach(each -> ids.add(each.transactionalId())));
        shard.run();
        assertThat(ids).containsExactlyInAnyOrder("a", "b");
    }

    private static final class Crashed extends RuntimeException {
    }

    private void createOrders() {
        topics.create("orders", 2, Map.of(), outcome -> { });
        shard.run();
    }

    private Partition partition(int index) {
        return topics.image().byName("orders").partition(index);
    }

    private TxnReply ask(Consumer<Consumer<TxnReply>> question) {
        List<TxnReply> replies = new ArrayList<>();
        question.accept(replies::add);
        shard.run();
        assertThat(replies).hasSize(1);
        return replies.getFirst();
    }

    private Transactions.Member init(String id) {
        TxnReply.Done done = (TxnReply.Done) ask(
                reply -> transactions.init(id, 60_000, -1, (short) -1, reply));
        return new Transactions.Member(id, done.producerId(), done.producerEpoch());
    }

    private TxnReply add(Transactions.Member me, int partition) {
        return ask(reply -> transactions.add(me, Set.of(new TxnPartition("orders", partition)), (short) 2, reply));
    }

    private TxnState state(String id) {
        List<TxnState> states = new ArrayList<>();
        transactions.describe(id, known -> states.add(known.state()));
        shard.run();
        return states.getFirst();
    }

    private void produce(Transactions.Member me, int partition, String text) {
        BatchBuilder builder = new BatchBuilder();
        builder.begin(0, shard.nowMs()).attributes(RecordBatch.TRANSACTIONAL)
                .producer(me.producerId(), me.producerEpoch(), 0);
        builder.append(shard.nowMs(), RecordBody.of(null, text.getBytes(StandardCharsets.UTF_8)));
        builder.finish();
        assertThat(partition(partition).produce(ByteBuffer.wrap(builder.toByteArray())))
                .isInstanceOf(Produced.Appended.class);
        shard.run();
    }

    /** Where readers of committed data have to stop. */
    private long committed(int partition) {
        return partition(partition).bounds().lastStableOffset();
    }
}
