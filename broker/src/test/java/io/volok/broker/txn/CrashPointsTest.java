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
import io.volok.log.store.LogFailed;
import io.volok.log.store.memory.MemorySegmentStore;
import io.volok.log.store.memory.MemorySegmentStore.Crash;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The broker dies at every single write that transactions cause: facts of the coordinator, data, markers, completions.
 * Whatever the moment, no transaction hangs, each counts in all partitions or in none, what was answered holds, and the
 * producer can go on.
 */
class CrashPointsTest {

    private static final int WRITES_MAX = 200;
    private static final int TIMEOUT_MS = 60_000;

    private MemorySegmentStore store;
    private ManualShard shard;
    private Topics topics;
    private Transactions transactions;
    private Durability durability;
    private ProducerIds ids;
    /** Of each transaction of the script, in order: null while open, else whether its end was answered and how it ended. */
    private final List<Boolean> answered = new ArrayList<>();
    private short version;

    @ParameterizedTest
    @CsvSource({"FSYNC,POWER,false,2", "FSYNC,POWER,true,2", "FSYNC,PROCESS,true,2", "OS,PROCESS,false,2",
            "OS,PROCESS,true,2", "FSYNC,POWER,false,0", "OS,PROCESS,true,0"})
    void noTransactionHangsWhereverTheBrokerDies(Durability kept, Crash crash, boolean torn, short clientVersion) {
        durability = kept;
        version = clientVersion;
        int writes = 0;
        while (diesAt(writes, crash, torn)) {
            writes++;
            assertThat(writes).isLessThan(WRITES_MAX);
        }
        assertThat(writes).as("writes of the script").isGreaterThan(20);
    }

    /** Runs the script up to a write, dies there, and looks; false if the script has fewer writes. */
    private boolean diesAt(int writes, Crash crash, boolean torn) {
        String when = "dies at write " + writes + ", " + durability + ", " + crash + ", torn " + torn;
        store = new MemorySegmentStore(1 + writes);
        shard = new ManualShard(1_000_000);
        ids = new CountedIds(40);
        answered.clear();
        start();
        topics.create("orders", 2, Map.of(), outcome -> { });
        shard.run();
        store.faults().failAppendAfter(writes, torn);
        boolean died = false;
        try {
            script();
        } catch (LogFailed failed) {
            died = true;
        }
        store.faults().failAppendAfter(Integer.MAX_VALUE, false);
        if (died) {
            store.crash(crash);
            shard = new ManualShard(shard.nowMs());
            start();
        }
        look(when);
        return died;
    }

    private void start() {
        topics = Topics.open(new Topics.Ground(
                List.of(shard), store, durability, () -> Decompressor.NONE, Map.of()));
        transactions = new Transactions(topics, (partition, marker, kind, written) -> written.run(), ids,
                new TxnConfig(900_000, 604_800_000, 10_000, 3_600_000, 2, 1 << 20));
        transactions.recover();
        shard.run();
    }

    /** Commits, aborts, commits; then a second producer takes the id over in the middle of a transaction, and commits. */
    private void script() {
        Transactions.Member me = init();
        me = transaction(me, 0, true);
        me = transaction(me, 1, false);
        me = transaction(me, 2, true);
        write(me, 3);
        answered.add(null);
        me = init();
        transaction(me, 4, true);
    }

    private Transactions.Member transaction(Transactions.Member me, int number, boolean commit) {
        write(me, number);
        answered.add(null);
        TxnReply.Done done = (TxnReply.Done) ask(reply -> transactions.end(me, commit, version, said -> {
            answered.set(number, commit); // From here on the producer may know.
            reply.accept(said);
        }));
        short epoch = version == Transaction.VERSION_2 ? done.producerEpoch() : me.producerEpoch();
        return new Transactions.Member("t", me.producerId(), epoch);
    }

    private void write(Transactions.Member me, int number) {
        for (int index = 0; index < 2; index++) {
            Set<TxnPartition> partition = Set.of(new TxnPartition("orders", index));
            assertThat(ask(reply -> transactions.add(me, partition, version, reply))).isInstanceOf(TxnReply.Done.class);
            produce(me, index, Integer.toString(number));
        }
    }

    private void produce(Transactions.Member me, int index, String text) {
        Partition partition = partition(index);
        int sequence = partition.producers().stream()
                .filter(each -> each.producerId() == me.producerId() && each.epoch() == me.producerEpoch())
                .mapToInt(each -> each.lastSequence() + 1).findFirst().orElse(0);
        BatchBuilder builder = new BatchBuilder();
        builder.begin(0, shard.nowMs()).attributes(RecordBatch.TRANSACTIONAL)
                .producer(me.producerId(), me.producerEpoch(), sequence);
        builder.append(shard.nowMs(), RecordBody.of("k".getBytes(StandardCharsets.UTF_8),
                text.getBytes(StandardCharsets.UTF_8)));
        builder.finish();
        assertThat(partition.produce(ByteBuffer.wrap(builder.toByteArray()))).isInstanceOf(Produced.Appended.class);
        shard.run();
    }

    private void look(String when) {
        shard.advance(TIMEOUT_MS + 20_000); // What is open may stay so until its time is over.
        shard.run();
        Transactions.Member next = init();
        Set<String> first = committed(0, when);
        assertThat(committed(1, when)).as(when).isEqualTo(first);
        for (int number = 0; number < answered.size(); number++) {
            Boolean commits = answered.get(number);
            if (commits != null) {
                assertThat(first.contains(Integer.toString(number))).as("%s: %d", when, number).isEqualTo(commits);
            }
        }
        assertThat(first).as(when).doesNotContain("1", "3");
        transaction(next, answered.size(), true);
        assertThat(committed(0, when)).as(when).hasSize(first.size() + 1);
    }

    /** What a reader of committed data sees; it sees everything that is not aborted. */
    private Set<String> committed(int index, String when) {
        Partition partition = partition(index);
        Fetched.Bounds bounds = partition.bounds();
        assertThat(bounds.lastStableOffset()).as("%s: a transaction hangs", when).isEqualTo(bounds.highWatermark());
        return CommittedValues.of(partition);
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

    private Transactions.Member init() {
        TxnReply.Done done = (TxnReply.Done) ask(
                reply -> transactions.init("t", TIMEOUT_MS, -1, (short) -1, reply));
        return new Transactions.Member("t", done.producerId(), done.producerEpoch());
    }
}
