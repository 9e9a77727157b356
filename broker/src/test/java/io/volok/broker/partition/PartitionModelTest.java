package io.volok.broker.partition;

import static org.assertj.core.api.Assertions.assertThat;

import io.volok.broker.message.Message;
import io.volok.broker.message.Settlement;
import io.volok.codec.record.RecordBody;
import io.volok.log.Durability;
import io.volok.log.store.memory.MemorySegmentStore;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random produce, retry, trim, crash and restart against a plain list. */
class PartitionModelTest {

    private static final int STEPS = 400;

    private Random random;
    private PartitionRig rig;
    private final List<String> model = new ArrayList<>();
    private long start;
    private int names;
    /** Of each producer: next sequence, epoch, and its last batch with the offset it got. */
    private final Map<Long, Known> producers = new HashMap<>();

    private record Known(int nextSequence, int epoch, int lastFirst, List<String> lastValues, long lastBase) {
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void agreesWithAPlainList(long seed) {
        random = new Random(seed);
        Durability durability = seed % 2 == 0 ? Durability.FSYNC : Durability.OS;
        rig = new PartitionRig(seed, durability, Map.of());
        rig.create("t", Map.of("segment.bytes", "1048576"));
        for (int step = 0; step < STEPS; step++) {
            act();
            rig.shard.run();
            check("seed " + seed + " step " + step);
        }
    }

    private void act() {
        int choice = random.nextInt(100);
        if (choice < 35) {
            idempotent();
        } else if (choice < 55) {
            retry();
        } else if (choice < 65) {
            plain();
        } else if (choice < 75) {
            published();
        } else if (choice < 82) {
            outOfOrder();
        } else if (choice < 88) {
            trim();
        } else if (choice < 92) {
            newEpoch();
        } else if (choice < 96) {
            rig.restart();
        } else {
            rig.crash(rig.durability == Durability.FSYNC
                    ? MemorySegmentStore.Crash.POWER : MemorySegmentStore.Crash.PROCESS);
        }
    }

    private Partition partition() {
        return rig.partition("t");
    }

    private List<String> values() {
        List<String> values = new ArrayList<>();
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
            values.add("v" + names++ + "x".repeat(random.nextInt(200)));
        }
        return values;
    }

    private long added(List<String> values) {
        long base = start + model.size();
        model.addAll(values);
        return base;
    }

    private void idempotent() {
        long id = random.nextInt(4);
        Known known = producers.getOrDefault(id, new Known(0, 0, 0, List.of(), -1));
        List<String> values = values();
        long base = added(values);
        assertThat(partition().produce(Batches.of(id, known.epoch(), known.nextSequence(), rig.shard.nowMs(), values)))
                .isInstanceOfSatisfying(Produced.Appended.class,
                        appended -> assertThat(appended.baseOffset()).isEqualTo(base));
        producers.put(id, new Known(known.nextSequence() + values.size(), known.epoch(), known.nextSequence(), values,
                base));
    }

    private void retry() {
        long id = random.nextInt(4);
        Known known = producers.get(id);
        if (known != null && known.lastBase() >= 0) {
            assertThat(partition().produce(
                    Batches.of(id, known.epoch(), known.lastFirst(), rig.shard.nowMs(), known.lastValues())))
                    .isInstanceOfSatisfying(Produced.Appended.class,
                            appended -> assertThat(appended.baseOffset()).isEqualTo(known.lastBase()));
        }
    }

    private void outOfOrder() {
        long id = random.nextInt(4);
        Known known = producers.get(id);
        if (known != null && known.lastBase() >= 0) {
            assertThat(partition().produce(
                    Batches.of(id, known.epoch(), known.nextSequence() + 1, rig.shard.nowMs(), values())))
                    .isInstanceOfSatisfying(Produced.Refused.class,
                            refused -> assertThat(refused.fault()).isEqualTo(Produced.Fault.OUT_OF_ORDER_SEQUENCE));
        }
    }

    private void newEpoch() {
        long id = random.nextInt(4);
        Known known = producers.get(id);
        if (known != null && known.lastBase() >= 0) {
            List<String> values = values();
            long base = added(values);
            assertThat(partition().produce(Batches.of(id, known.epoch() + 1, 0, rig.shard.nowMs(), values)))
                    .isInstanceOf(Produced.Appended.class);
            assertThat(partition().produce(
                    Batches.of(id, known.epoch(), known.nextSequence(), rig.shard.nowMs(), values())))
                    .isInstanceOfSatisfying(Produced.Refused.class,
                            refused -> assertThat(refused.fault()).isEqualTo(Produced.Fault.INVALID_PRODUCER_EPOCH));
            producers.put(id, new Known(values.size(), known.epoch() + 1, 0, values, base));
        }
    }

    private void plain() {
        List<String> values = values();
        added(values);
        assertThat(partition().produce(Batches.plain(rig.shard.nowMs(), values)))
                .isInstanceOf(Produced.Appended.class);
    }

    private void published() {
        List<String> values = values();
        List<Long> accepted = new ArrayList<>();
        Settlement settlement = new Settlement() {
            @Override
            public void accepted(long token) {
                accepted.add(token);
            }

            @Override
            public void rejected(long token) {
                throw new AssertionError("rejected " + token);
            }
        };
        List<Long> tokens = new ArrayList<>();
        for (String value : values) {
            RecordBody body = RecordBody.of(null, value.getBytes(StandardCharsets.UTF_8));
            tokens.add((long) tokens.size());
            partition().append(new Message().body(body.array(), body.offset(), body.length()), settlement,
                    tokens.size() - 1);
        }
        added(values);
        if (random.nextBoolean()) {
            plain(); // what was published before comes before
        }
        rig.shard.run();
        assertThat(accepted).isEqualTo(tokens);
    }

    private void trim() {
        if (!model.isEmpty()) {
            int count = random.nextInt(Math.min(model.size(), 20)) + 1;
            assertThat(partition().trimTo(start + count)).contains(start + count);
            model.subList(0, count).clear();
            start += count;
        }
    }

    private void check(String when) {
        Partition partition = partition();
        assertThat(partition.startOffset()).as(when).isEqualTo(start);
        assertThat(partition.endOffset()).as(when).isEqualTo(start + model.size());
        assertThat(partition.bounds().highWatermark()).as(when).isEqualTo(start + model.size());
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < model.size(); i++) {
            expected.add(start + i + ":" + model.get(i));
        }
        assertThat(PartitionRig.read(partition)).as(when).isEqualTo(expected);
    }
}
