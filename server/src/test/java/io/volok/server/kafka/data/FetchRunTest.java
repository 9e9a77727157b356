package io.volok.server.kafka.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.volok.broker.partition.Partition;
import io.volok.broker.partition.Produced;
import io.volok.broker.partition.Topics;
import io.volok.broker.shard.ManualShard;
import io.volok.codec.record.BatchBuilder;
import io.volok.codec.record.Decompressor;
import io.volok.codec.record.RecordBody;
import io.volok.log.Durability;
import io.volok.log.store.memory.MemorySegmentStore;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.FetchRequestData.FetchPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A fetch from partitions of two shards, whose turns the test decides. */
class FetchRunTest {

    private static final int PARTITIONS = 8;

    private final TurnShard home = new TurnShard();
    private final TurnShard other = new TurnShard();
    private final List<FetchRun> answered = new ArrayList<>();
    private Topics topics;
    private Partition near;
    private Partition far;

    @BeforeEach
    void createTopic() {
        topics = Topics.open(new Topics.Ground(List.of(home, other), new MemorySegmentStore(1), Durability.OS,
                () -> Decompressor.NONE, Map.of()));
        topics.create("t", PARTITIONS, Map.of(), outcome -> { });
        runAll();
        for (Partition partition : topics.image().byName("t").partitions()) {
            if (partition.shard() == home) {
                near = partition;
            } else {
                far = partition;
            }
        }
    }

    @Test
    void aPartitionThatGrowsWhileAnotherShardIsToldToWaitIsRead() {
        FetchRun run = start();
        other.run(); // reads
        home.run(); // nothing there: waits for its own partition, and asks the other shard to wait for its
        produce(near);
        home.run(); // reads anew
        other.run(); // waits, too late, and reads
        runAll();
        assertThat(answered).containsExactly(run);
        assertThat(run.bytes()).isPositive();
    }

    @Test
    void whatArrivesBeforeTheOtherShardWaitsIsNotMissed() {
        FetchRun run = start();
        other.run();
        home.run();
        produce(far);
        runAll();
        assertThat(answered).containsExactly(run);
        assertThat(run.bytes()).isPositive();
    }

    @Test
    void anAnswerComesWhenTimeIsUp() {
        FetchRun run = start();
        runAll();
        assertThat(answered).isEmpty();
        home.advance(500);
        runAll();
        assertThat(answered).containsExactly(run);
        assertThat(run.bytes()).isZero();
    }

    private FetchRun start() {
        List<FetchTarget> targets = new ArrayList<>();
        for (Partition partition : List.of(near, far)) {
            FetchTarget target = new FetchTarget(
                    new FetchTarget.Key(Uuid.ZERO_UUID, "t", partition.id().index()),
                    new FetchPartition().setPartition(partition.id().index()).setPartitionMaxBytes(1 << 20));
            target.resolve(topics.image(), topic -> true);
            targets.add(target);
        }
        FetchRun run = new FetchRun(home, new FetchRun.Limits(500, 1, 1 << 20, false), targets, answered::add);
        home.execute(run::start);
        home.run();
        return run;
    }

    private void produce(Partition partition) {
        partition.shard().execute(() -> {
            BatchBuilder builder = new BatchBuilder().begin(0, home.nowMs());
            builder.append(home.nowMs(), RecordBody.of(null, "v".getBytes(StandardCharsets.UTF_8)));
            builder.finish();
            assertThat(partition.produce(ByteBuffer.wrap(builder.toByteArray()))).isInstanceOf(Produced.Appended.class);
        });
        ((TurnShard) partition.shard()).run();
    }

    /** A shard that is current in its own turns only. */
    private static final class TurnShard extends ManualShard {
        private boolean current;

        TurnShard() {
            super(1_000_000);
        }

        @Override
        public boolean isCurrent() {
            return current;
        }

        @Override
        public void run() {
            current = true;
            try {
                super.run();
            } finally {
                current = false;
            }
        }
    }

    private void runAll() {
        for (int i = 0; i < 10; i++) {
            home.run();
            other.run();
        }
    }
}
