package io.volok.broker.partition;

import static org.assertj.core.api.Assertions.assertThat;

import io.volok.codec.record.RecordBatch;
import io.volok.log.Durability;
import io.volok.log.store.memory.MemorySegmentStore;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PartitionTest {

    private final PartitionRig rig = new PartitionRig(1, Durability.OS, Map.of());
    private final long now = PartitionRig.START_MS;

    @Test
    void remembersFiveBatchesOfAProducer() {
        Partition partition = rig.create("t", Map.of());
        for (int i = 0; i < 6; i++) {
            partition.produce(Batches.of(7, 0, i, now, List.of("v" + i)));
        }
        for (int i = 1; i < 6; i++) {
            assertThat(offsetOf(partition.produce(Batches.of(7, 0, i, now, List.of("v" + i))))).isEqualTo(i);
        }
        assertThat(faultOf(partition.produce(Batches.of(7, 0, 0, now, List.of("v0")))))
                .isEqualTo(Produced.Fault.OUT_OF_ORDER_SEQUENCE);
        assertThat(partition.endOffset()).isEqualTo(6);
    }

    @Test
    void acceptsAnySequenceOfAProducerItDoesNotKnow() {
        Partition partition = rig.create("t", Map.of());
        assertThat(offsetOf(partition.produce(Batches.of(7, 3, 1000, now, List.of("v"))))).isZero();
        assertThat(offsetOf(partition.produce(Batches.of(7, 3, 1001, now, List.of("w"))))).isEqualTo(1);
    }

    @Test
    void aPlainBatchInTheMiddleOfAnOpenTransactionIsRefused() {
        Partition partition = rig.create("t", Map.of());
        partition.produce(Batches.build(now, List.of("v"), 7, 0, 0, RecordBatch.TRANSACTIONAL));
        assertThat(faultOf(partition.produce(Batches.of(7, 0, 1, now, List.of("w")))))
                .isEqualTo(Produced.Fault.NOT_TRANSACTIONAL);
        partition.endTransaction(new TransactionMarker(7, (short) 0, 0, true));
        assertThat(offsetOf(partition.produce(Batches.of(7, 0, 1, now, List.of("w"))))).isEqualTo(2);
    }

    @Test
    void theLastStableOffsetIsNeverBelowTheStart() {
        Partition partition = rig.create("t", Map.of());
        partition.produce(Batches.build(now, List.of("v", "w"), 7, 0, 0, RecordBatch.TRANSACTIONAL));
        partition.trimTo(1);
        assertThat(partition.bounds()).isEqualTo(new Fetched.Bounds(1, 2, 1));
    }

    @Test
    void sequencesWrapBehindTheGreatestInt() {
        Partition partition = rig.create("t", Map.of());
        partition.produce(Batches.of(7, 0, Integer.MAX_VALUE - 1, now, List.of("a", "b")));
        assertThat(offsetOf(partition.produce(Batches.of(7, 0, 0, now, List.of("c"))))).isEqualTo(2);
    }

    @Test
    void refusesWhatIsNoSoundBatch() {
        Partition partition = rig.create("t", Map.of("max.message.bytes", "500"));
        ByteBuffer damaged = Batches.plain(now, List.of("v"));
        damaged.put(damaged.limit() - 3, (byte) 99);
        assertThat(faultOf(partition.produce(damaged))).isEqualTo(Produced.Fault.CORRUPT);
        ByteBuffer shifted = Batches.plain(now, List.of("v"));
        RecordBatch.stamp(shifted, 0, 5, 0);
        assertThat(faultOf(partition.produce(shifted))).isEqualTo(Produced.Fault.INVALID_RECORD);
        assertThat(faultOf(partition.produce(Batches.plain(now, List.of("x".repeat(600))))))
                .isEqualTo(Produced.Fault.BATCH_TOO_LARGE);
        assertThat(faultOf(partition.produce(Batches.build(now, List.of("v"), 1, 0, 0, RecordBatch.CONTROL))))
                .isEqualTo(Produced.Fault.INVALID_RECORD);
        ByteBuffer cut = Batches.plain(now, List.of("v"));
        assertThat(faultOf(partition.produce(cut.slice(0, 40)))).isEqualTo(Produced.Fault.CORRUPT);
        ByteBuffer miscounted = Batches.plain(now, List.of("v", "w"));
        miscounted.putInt(57, 3);
        RecordBatch.renewCrc(miscounted, 0);
        assertThat(faultOf(partition.produce(miscounted))).isEqualTo(Produced.Fault.INVALID_RECORD);
        assertThat(partition.endOffset()).isZero();
    }

    @Test
    void refusesTimestampsOutOfRangeAndNamesTheRecords() {
        Partition partition = rig.create("t", Map.of("message.timestamp.before.max.ms", "1000"));
        assertThat(partition.produce(Batches.plain(now - 2000, List.of("a", "b"))))
                .isInstanceOfSatisfying(Produced.Refused.class, refused -> {
                    assertThat(refused.fault()).isEqualTo(Produced.Fault.INVALID_TIMESTAMP);
                    assertThat(refused.records()).extracting(Produced.RecordFault::batchIndex).containsExactly(0, 1);
                });
        assertThat(faultOf(partition.produce(Batches.plain(now + 3_600_001, List.of("a")))))
                .isEqualTo(Produced.Fault.INVALID_TIMESTAMP);
        assertThat(offsetOf(partition.produce(Batches.plain(-1, List.of("a"))))).isZero();
    }

    @Test
    void putsTheTimeOfAppendOnTopicsThatAskForIt() {
        Partition partition = rig.create("t", Map.of("message.timestamp.type", "LogAppendTime"));
        assertThat(partition.produce(Batches.plain(5, List.of("a"))))
                .isInstanceOfSatisfying(Produced.Appended.class,
                        appended -> assertThat(appended.logAppendTimeMs()).isEqualTo(now));
        assertThat(partition.offsetAt(now)).hasValueSatisfying(at -> assertThat(at.offset()).isZero());
    }

    @Test
    void findsRecordsByTime() {
        Partition partition = rig.create("t", Map.of());
        for (int i = 0; i < 10; i++) {
            partition.produce(Batches.plain(now + i * 10, List.of("a" + i, "b" + i)));
        }
        assertThat(partition.offsetAt(now + 35)).hasValueSatisfying(at -> {
            assertThat(at.offset()).isEqualTo(8);
            assertThat(at.timestamp()).isEqualTo(now + 40);
        });
        assertThat(partition.offsetAt(now + 91)).isEmpty();
        assertThat(partition.maxTimestamp()).hasValueSatisfying(at -> assertThat(at.offset()).isEqualTo(18));
    }

    @Test
    void committedReadersStopAtTheOldestOpenTransactionAndHearOfAborts() {
        Partition partition = rig.create("t", Map.of());
        partition.produce(Batches.build(now, List.of("a"), 1, 0, 0, RecordBatch.TRANSACTIONAL));
        partition.produce(Batches.plain(now, List.of("b")));
        partition.produce(Batches.build(now, List.of("c"), 2, 0, 0, RecordBatch.TRANSACTIONAL));
        assertThat(partition.bounds().lastStableOffset()).isZero();
        partition.endTransaction(new TransactionMarker(1, (short) 0, 0, false));
        assertThat(partition.bounds().lastStableOffset()).isEqualTo(2);
        partition.endTransaction(new TransactionMarker(2, (short) 0, 0, true));
        assertThat(partition.bounds().lastStableOffset()).isEqualTo(5);
        rig.crash(MemorySegmentStore.Crash.PROCESS);
        Fetched.Batches batches = (Fetched.Batches) rig.partition("t").fetch(0, 10_000, true);
        batches.records().release();
        assertThat(batches.aborted()).containsExactly(new AbortedTransaction(1, 0, 3, 2));
        assertThat(batches.bounds().lastStableOffset()).isEqualTo(5);
        Fetched.Batches later = (Fetched.Batches) rig.partition("t").fetch(4, 10_000, true);
        later.records().release();
        assertThat(later.aborted()).isEmpty();
    }

    @Test
    void wakesReadersOncePerBatchOfWork() {
        Partition partition = rig.create("t", Map.of());
        List<Partition> woken = new ArrayList<>();
        partition.await(woken::add);
        partition.produce(Batches.plain(now, List.of("a")));
        partition.produce(Batches.plain(now, List.of("b")));
        assertThat(woken).isEmpty();
        rig.shard.run();
        assertThat(woken).containsExactly(partition);
        partition.produce(Batches.plain(now, List.of("c")));
        rig.shard.run();
        assertThat(woken).hasSize(1);
    }

    @Test
    void refusesWhileTheDiskIsFullAndRecovers() {
        Partition partition = rig.create("t", Map.of());
        rig.store.faults().capacityBytes(rig.store.usedBytes());
        assertThat(faultOf(partition.produce(Batches.of(1, 0, 0, now, List.of("a")))))
                .isEqualTo(Produced.Fault.DISK_FULL);
        rig.store.faults().capacityBytes(Long.MAX_VALUE);
        assertThat(offsetOf(partition.produce(Batches.of(1, 0, 0, now, List.of("a"))))).isZero();
    }

    @Test
    void forgetsSilentProducers() {
        Partition partition = rig.create("t", Map.of("retention.ms", "-1"));
        partition.produce(Batches.of(1, 0, 0, now, List.of("a")));
        assertThat(partition.producers()).hasSize(1);
        rig.shard.advance(86_400_001);
        partition.retain(86_400_000);
        assertThat(partition.producers()).isEmpty();
    }

    private static long offsetOf(Produced produced) {
        assertThat(produced).isInstanceOf(Produced.Appended.class);
        return ((Produced.Appended) produced).baseOffset();
    }

    private static Produced.Fault faultOf(Produced produced) {
        assertThat(produced).isInstanceOf(Produced.Refused.class);
        return ((Produced.Refused) produced).fault();
    }
}
