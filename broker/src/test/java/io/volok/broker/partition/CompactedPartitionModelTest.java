package io.volok.broker.partition;

import static org.assertj.core.api.Assertions.assertThat;

import io.volok.codec.record.BatchBuilder;
import io.volok.codec.record.Compressor;
import io.volok.codec.record.Decompressor;
import io.volok.codec.record.RecordBatch;
import io.volok.codec.record.RecordBody;
import io.volok.log.Cleaner;
import io.volok.log.CompactionReport;
import io.volok.log.Durability;
import io.volok.log.store.memory.MemorySegmentStore;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Transactions, compaction, retention, trims, restarts and crashes of one partition against a plain list. What is gone
 * from the log must be superseded, aborted or below the start; what is there must be as it was written.
 * {@code -Dvolok.model.seeds} asks for more runs.
 */
class CompactedPartitionModelTest {

    private static final int STEPS = 300;
    private static final int GENERATION_STEPS = 60;
    private static final int KEYS = 8;
    private static final String TOMBSTONE = "-";

    private Random random;
    private PartitionRig rig;
    private String policy;
    /** Nothing but recovery from the log itself: neither trims nor clean ends, which save what is known of producers. */
    private boolean onlyDeaths;
    private final Deque<Runnable> background = new ArrayDeque<>();
    private final Cleaner cleaner = new Cleaner(background::add, Decompressor.NONE, Compressor.NONE, 1 << 16);
    private final TreeMap<Long, Written> written = new TreeMap<>();
    private final Map<Long, Producer> producers = new HashMap<>();
    private final Set<String> abortedTransactions = new HashSet<>();
    private long start;
    private int values;
    /** Producers come and go: those of earlier generations write no more, but are remembered. */
    private int generation;

    /** One record as it was written. */
    private record Written(String key, String value, String transaction) {
        @Override
        public String toString() {
            return key + "=" + value;
        }
    }

    /** A producer as it knows itself; {@code firstOffset} is where its open transaction begins, -1 if none is open. */
    private static final class Producer {
        private final long id;
        private short epoch;
        private int sequence;
        private long firstOffset = -1;
        private int transactions;

        Producer(long id) {
            this.id = id;
        }

        String transaction() {
            return id + "/" + transactions;
        }
    }

    static List<Long> seeds() {
        List<Long> seeds = new ArrayList<>();
        for (long seed = 1; seed <= Integer.getInteger("volok.model.seeds", 16); seed++) {
            seeds.add(seed);
        }
        return seeds;
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void whatIsGoneHadToGo(long seed) {
        random = new Random(seed);
        policy = List.of("compact", "delete", "compact,delete").get((int) (seed % 3));
        onlyDeaths = seed % 4 == 3;
        rig = new PartitionRig(seed, seed % 2 == 0 ? Durability.FSYNC : Durability.OS, Map.of());
        rig.create("t", Map.of("cleanup.policy", policy, "segment.bytes", Integer.toString(400 + random.nextInt(3_000)),
                "min.cleanable.dirty.ratio", "0.01", "delete.retention.ms", "5000", "file.delete.delay.ms", "0",
                "retention.ms", policy.contains("delete") ? "60000" : "-1"));
        for (int step = 0; step < STEPS; step++) {
            String when = "seed " + seed + " " + policy + " step " + step;
            generation = step / GENERATION_STEPS;
            try {
                act();
                rig.shard.run();
            } catch (RuntimeException unexpected) {
                throw new AssertionError(when, unexpected);
            }
            check(when);
        }
    }

    private void act() {
        rig.shard.advance(random.nextInt(500));
        int choice = random.nextInt(100);
        if (choice < 25) {
            plain();
        } else if (choice < 55) {
            transactional();
        } else if (choice < 70) {
            end();
        } else if (choice < 74) {
            zombie();
        } else if (choice < 86) {
            compact();
        } else if (choice < 96 && onlyDeaths) {
            plain();
        } else if (choice < 90) {
            trim();
        } else if (choice < 93) {
            partition().retain(Long.MAX_VALUE / 2);
            start = partition().startOffset();
        } else if (choice < 96) {
            rig.restart();
            background.clear();
        } else {
            rig.crash(rig.durability == Durability.FSYNC
                    ? MemorySegmentStore.Crash.POWER : MemorySegmentStore.Crash.PROCESS);
            background.clear();
        }
    }

    private Partition partition() {
        return rig.partition("t");
    }

    private void plain() {
        Produced.Appended appended = append(-1, (short) -1, -1, "", 0);
        assertThat(appended.baseOffset()).isNotNegative();
    }

    private void transactional() {
        long id = random.nextInt(4) + 4L * generation;
        Producer producer = producers.computeIfAbsent(id, Producer::new);
        int count = written.size();
        Produced.Appended appended = append(producer.id, producer.epoch, producer.sequence, producer.transaction(),
                RecordBatch.TRANSACTIONAL);
        producer.sequence += written.size() - count;
        if (producer.firstOffset < 0) {
            producer.firstOffset = appended.baseOffset();
        }
    }

    private Produced.Appended append(long producerId, short epoch, int sequence, String transaction, int attributes) {
        long base = partition().endOffset();
        long nowMs = rig.shard.nowMs();
        BatchBuilder builder = new BatchBuilder().begin(0, nowMs).attributes(attributes)
                .producer(producerId, epoch, sequence);
        int count = 1 + random.nextInt(3);
        for (int i = 0; i < count; i++) {
            String key = "k" + random.nextInt(KEYS);
            String value = random.nextInt(6) == 0 ? TOMBSTONE : "v" + values++ + "x".repeat(random.nextInt(60));
            builder.append(nowMs, RecordBody.of(bytes(key), value.equals(TOMBSTONE) ? null : bytes(value)));
            written.put(base + i, new Written(key, value, transaction));
        }
        builder.finish();
        Produced produced = partition().produce(ByteBuffer.wrap(builder.toByteArray()));
        assertThat(produced).isInstanceOf(Produced.Appended.class);
        return (Produced.Appended) produced;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Transactions of version 2 end with a marker of the next epoch and sequences begin again; older ones go on. */
    private void end() {
        List<Producer> writing = producers.values().stream().filter(each -> each.firstOffset >= 0).toList();
        if (!writing.isEmpty()) {
            Producer producer = writing.get(random.nextInt(writing.size()));
            boolean commit = random.nextBoolean();
            boolean bumps = producer.id % 2 == 0;
            if (bumps) {
                producer.epoch++;
                producer.sequence = 0;
            }
            partition().endTransaction(new TransactionMarker(producer.id, producer.epoch, 0, commit));
            if (!commit) {
                abortedTransactions.add(producer.transaction());
            }
            producer.transactions++;
            producer.firstOffset = -1;
        }
    }

    /** Who writes in an epoch that is over is refused, also after restarts and compaction. */
    private void zombie() {
        Producer producer = producers.get(random.nextLong(4L * (generation + 1)));
        if (producer != null && producer.epoch > 0) {
            ByteBuffer late = Batches.build(rig.shard.nowMs(), List.of("late"), producer.id, producer.epoch - 1, 0,
                    RecordBatch.TRANSACTIONAL);
            assertThat(partition().produce(late)).isInstanceOfSatisfying(Produced.Refused.class,
                    refused -> assertThat(refused.fault()).isEqualTo(Produced.Fault.INVALID_PRODUCER_EPOCH));
        }
    }

    private void compact() {
        List<CompactionReport> reports = new ArrayList<>();
        partition().compact(cleaner, reports::add);
        rig.shard.run();
        if (random.nextInt(4) > 0) { // Else the pass is overtaken by what comes next.
            while (!background.isEmpty()) {
                background.poll().run();
                rig.shard.run();
            }
            reports.forEach(report -> {
                if (report.failure() != null) {
                    throw new AssertionError("compaction failed", report.failure());
                }
            });
        }
    }

    private void trim() {
        long highWatermark = partition().bounds().highWatermark();
        if (highWatermark > start) {
            long target = start + random.nextLong(Math.min(20, highWatermark - start)) + 1;
            assertThat(partition().trimTo(target)).contains(target);
            start = target;
        }
    }

    private void check(String when) {
        Partition partition = partition();
        assertThat(partition.startOffset()).as(when).isEqualTo(start);
        assertThat(partition.bounds().lastStableOffset()).as("%s, last stable offset", when).isEqualTo(stable());
        SortedMap<Long, String> all = CommittedReader.read(partition, false, 1 + random.nextInt(2_000));
        SortedMap<Long, String> committed = CommittedReader.read(partition, true, 1 + random.nextInt(2_000));
        Map<String, Long> newest = newest();
        for (Map.Entry<Long, Written> entry : written.tailMap(start).entrySet()) {
            long offset = entry.getKey();
            Written record = entry.getValue();
            boolean aborted = abortedTransactions.contains(record.transaction());
            if (!all.containsKey(offset)) {
                boolean superseded = newest.getOrDefault(record.key(), -1L) > offset;
                boolean tombstone = record.value().equals(TOMBSTONE);
                assertThat(policy).as("%s: %d %s is gone", when, offset, record).contains("compact");
                assertThat(superseded || aborted || tombstone).as("%s: %d %s had to stay", when, offset, record).isTrue();
            } else {
                assertThat(all.get(offset)).as("%s: at %d", when, offset).isEqualTo(record.toString());
                assertThat(committed.containsKey(offset)).as("%s: committed reader at %d", when, offset)
                        .isEqualTo(!aborted && offset < stable());
            }
        }
        assertThat(written.tailMap(start).keySet()).as(when).containsAll(all.keySet());
    }

    /** The newest record of each key that is not aborted and that no open transaction precedes. */
    private Map<String, Long> newest() {
        Map<String, Long> newest = new HashMap<>();
        written.headMap(stable()).forEach((offset, record) -> {
            if (!abortedTransactions.contains(record.transaction())) {
                newest.put(record.key(), offset);
            }
        });
        return newest;
    }

    private long stable() {
        long stable = partition().bounds().highWatermark();
        for (Producer producer : producers.values()) {
            if (producer.firstOffset >= 0) {
                stable = Math.min(stable, producer.firstOffset);
            }
        }
        return Math.max(stable, start);
    }
}
