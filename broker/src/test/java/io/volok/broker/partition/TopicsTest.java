package io.volok.broker.partition;

import static org.assertj.core.api.Assertions.assertThat;

import io.volok.log.Durability;
import io.volok.log.store.memory.MemorySegmentStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TopicsTest {

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void theCatalogSurvivesEveryRestartAndCrash(long seed) {
        Random random = new Random(seed);
        PartitionRig rig = new PartitionRig(seed, Durability.FSYNC, Map.of());
        Map<String, String> model = new TreeMap<>();
        for (int step = 0; step < 300; step++) {
            String name = "t" + random.nextInt(20);
            Topic topic = rig.topics.image().byName(name);
            List<TopicOutcome> outcomes = new ArrayList<>();
            switch (random.nextInt(7)) {
                case 0, 1, 2 -> rig.topics.create(name, 1 + random.nextInt(4), Map.of("retention.ms", "" + step),
                        outcomes::add);
                case 3 -> rig.topics.delete(topic == null ? UUID.randomUUID() : topic.id(), outcomes::add);
                case 4 -> rig.topics.addPartitions(topic == null ? UUID.randomUUID() : topic.id(),
                        1 + random.nextInt(8), outcomes::add);
                case 5 -> rig.topics.configure(topic == null ? UUID.randomUUID() : topic.id(),
                        Map.of("segment.bytes", "" + (1_048_576 + step)), outcomes::add);
                default -> {
                    model = describe(rig.topics);
                    if (random.nextBoolean()) {
                        rig.crash(MemorySegmentStore.Crash.POWER);
                    } else {
                        rig.restart();
                    }
                    assertThat(describe(rig.topics)).isEqualTo(model);
                    continue;
                }
            }
            rig.shard.run();
            assertThat(outcomes).hasSize(1);
        }
        assertThat(describe(rig.topics)).isNotEmpty();
    }

    @Test
    void aTopicThatIsMadeAnewIsEmptyAndHasAnotherId() {
        PartitionRig rig = new PartitionRig(1, Durability.OS, Map.of());
        Partition first = rig.create("t", Map.of());
        first.produce(Batches.plain(PartitionRig.START_MS, List.of("a")));
        rig.topics.delete(first.id().topicId(), outcome -> { });
        rig.shard.run();
        assertThat(first.isDeleted()).isTrue();
        Partition second = rig.create("t", Map.of());
        assertThat(second.id().topicId()).isNotEqualTo(first.id().topicId());
        assertThat(second.endOffset()).isZero();
        rig.crash(MemorySegmentStore.Crash.PROCESS);
        assertThat(rig.partition("t").endOffset()).isZero();
    }

    @Test
    void theJournalIsShortenedAndLosesNothing() {
        PartitionRig rig = new PartitionRig(1, Durability.OS, Map.of());
        rig.create("kept", Map.of("retention.ms", "5"));
        for (int i = 0; i < 20_000; i++) {
            rig.topics.configure(rig.topics.image().byName("kept").id(), Map.of("retention.ms", "" + i), outcome -> { });
        }
        rig.shard.run();
        assertThat(rig.store.usedBytes()).isLessThan(3 << 20);
        rig.restart();
        assertThat(rig.topics.image().byName("kept").overrides()).containsEntry("retention.ms", "19999");
    }

    @Test
    void brokerSettingsReachTheTopics() {
        PartitionRig rig = new PartitionRig(1, Durability.OS, Map.of("log.retention.hours", "1"));
        rig.create("t", Map.of());
        assertThat(rig.topics.image().byName("t").config().retention().ms()).isEqualTo(3_600_000);
        rig.topics.configure(ConfiguredThing.ALL_BROKERS, Map.of("log.retention.ms", "7"), () -> { });
        rig.shard.run();
        assertThat(rig.topics.image().byName("t").config().retention().ms()).isEqualTo(7);
        rig.restart();
        assertThat(rig.topics.image().byName("t").config().retention().ms()).isEqualTo(7);
    }

    private static Map<String, String> describe(Topics topics) {
        Map<String, String> described = new TreeMap<>();
        for (Topic topic : topics.image().topics()) {
            described.put(topic.name(), topic.id() + " " + topic.partitionCount() + " " + new TreeMap<>(topic.overrides()));
        }
        return described;
    }
}
