package io.volok.broker.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.volok.broker.partition.Partition;
import io.volok.codec.record.Compressor;
import io.volok.codec.record.Decompressor;
import io.volok.log.CompactionReport;
import io.volok.log.Cleaner;
import io.volok.broker.share.SharePartition;
import io.volok.broker.share.ShareSettings;
import io.volok.broker.vhost.Caller;
import io.volok.broker.vhost.QueueDeclaration;
import io.volok.broker.vhost.TopicWork;
import io.volok.broker.vhost.WorkItem;
import io.volok.broker.vhost.WorkVerdict;
import io.volok.codec.record.RecordView;
import io.volok.codec.table.FieldTable;
import io.volok.codec.table.FieldValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Queues of type topic: single records, who is served, and what is counted; with partitions here and elsewhere. */
class WorkQueueTest {

    private WorkRig rig;

    private TopicWork open(int shards, FieldTable more) {
        rig = new WorkRig(shards);
        rig.topic("orders", 3);
        rig.workQueue("billing", "orders", more);
        return rig.work("billing");
    }

    private Hands get(TopicWork work) {
        Hands hands = new Hands(work, 1);
        work.get(hands, () -> hands.bodies.add("nothing"));
        rig.run();
        return hands;
    }

    private Hands consume(TopicWork work, int credit) {
        Hands hands = new Hands(work, credit);
        work.subscribe(hands);
        rig.run();
        return hands;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void aGetFindsWhateverThereIs(int shards) {
        TopicWork work = open(shards, FieldTable.EMPTY);
        assertThat(get(work).bodies).containsExactly("nothing");
        for (int round = 0; round < 3; round++) {
            List<String> got = new ArrayList<>();
            for (int partition = 0; partition < 3; partition++) {
                rig.produce("orders", partition, "a" + partition, "b" + partition);
            }
            for (int i = 0; i < 6; i++) {
                Hands hands = get(work);
                got.addAll(hands.bodies);
                hands.settle(WorkVerdict.DONE);
            }
            assertThat(got).containsExactlyInAnyOrder("a0", "a1", "a2", "b0", "b1", "b2");
            assertThat(get(work).bodies).containsExactly("nothing");
        }
        assertThat(work.totals().got()).isEqualTo(18);
        assertThat(work.totals().acknowledged()).isEqualTo(18);
        assertThat(work.totals().gotEmpty()).isEqualTo(4);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void getsAreAnsweredInTheirOrderAlsoWhenTheTopicGoes(int shards) {
        TopicWork work = open(shards, FieldTable.EMPTY);
        rig.produce("orders", 1, "one");
        List<String> answers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            String name = "get" + i;
            work.get(new Hands(work, 1) {
                @Override
                public void deliver(WorkItem item, RecordView record) {
                    answers.add(name + " got");
                }
            }, () -> answers.add(name + " nothing"));
        }
        rig.run();
        assertThat(answers).containsExactly("get0 got", "get1 nothing", "get2 nothing");
        rig.topics.delete(rig.topics.image().byName("orders").id(), outcome -> { });
        work.get(new Hands(work, 1), () -> answers.add("gone"));
        rig.run();
        assertThat(answers).last().isEqualTo("gone");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void whatWasOnlyLookedAtIsAsItWas(int shards) {
        TopicWork work = open(shards, FieldTable.EMPTY);
        rig.produce("orders", 0, "a", "b");
        for (int i = 0; i < 30; i++) {
            Hands first = get(work);
            Hands second = get(work);
            assertThat(first.bodies).containsExactly("a");
            assertThat(second.held.peek().redelivered()).isFalse();
            first.settle(WorkVerdict.UNTOUCHED);
            second.settle(WorkVerdict.UNTOUCHED);
            rig.run();
        }
        assertThat(rig.ready("billing")).isEqualTo(2);
    }

    @Test
    void onlyTheOldestConsumerOfASingleActiveQueueIsServed() {
        TopicWork work = open(1, FieldTable.builder().add("x-single-active-consumer", true).build());
        Hands first = consume(work, 2);
        Hands second = consume(work, 2);
        rig.produce("orders", 0, "a", "b", "c");
        assertThat(first.bodies).containsExactly("a", "b");
        assertThat(second.bodies).isEmpty();
        assertThat(work.isActive(first)).isTrue();
        assertThat(work.isActive(second)).isFalse();
        work.unsubscribe(first);
        rig.run();
        assertThat(second.bodies).containsExactly("c");
        assertThat(work.isActive(second)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void whatConsumersHoldAndWhatIsReadyIsCounted(int shards) {
        TopicWork work = open(shards, FieldTable.EMPTY);
        rig.produce("orders", 0, "a", "b", "c", "d");
        Hands hands = consume(work, 2);
        Partition partition = rig.partition("orders", 0);
        assertThat(rig.ready("billing")).isEqualTo(2);
        assertThat(work.unackedCount()).isEqualTo(2);
        work.unsubscribe(hands);
        ShareSettings kafka = new ShareSettings(30_000, 5, 2_000, true, ShareSettings.Reset.EARLIEST, 0, true);
        rig.on(partition, () -> rig.share("billing", partition)
                .acquire("kafka", new SharePartition.Wish(1, 1000, false), kafka));
        assertThat(rig.ready("billing")).isEqualTo(1);
        work.unackedCount();
        rig.run();
        assertThat(work.unackedCount()).as("those of Kafka's consumers, too").isEqualTo(3);
        assertThat(work.purge()).isEqualTo(1);
        rig.run();
        assertThat(rig.ready("billing")).isZero();
        hands.settle(WorkVerdict.DONE);
        List<Boolean> kept = new ArrayList<>();
        work.whenKept(kept::add);
        rig.run();
        assertThat(kept).containsExactly(true);
        rig.crash();
        assertThat(get(rig.work("billing")).bodies).as("a is done, b and c were held, d was purged")
                .containsExactly("b");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void whenTheGroupIsMovedWhatWasHandedOutBeforeIsNobodysAnyMore(int shards) {
        TopicWork work = open(shards, FieldTable.EMPTY);
        rig.produce("orders", 0, "a", "b", "c", "d", "e", "f");
        Partition partition = rig.partition("orders", 0);
        Hands hands = consume(work, 2);
        rig.on(partition, () -> rig.share("billing", partition).initialize(1, 3));
        assertThat(hands.bodies).containsExactly("a", "b");
        hands.settle(WorkVerdict.DONE);
        hands.settle(WorkVerdict.DONE);
        rig.run();
        assertThat(hands.bodies).as("not c, which was fetched already").containsExactly("a", "b", "d", "e");
        rig.on(partition, () -> rig.share("billing", partition).initialize(2, 3));
        Hands other = consume(work, 1);
        assertThat(other.bodies).containsExactly("d");
        hands.settle(WorkVerdict.DONE); // d, as it was before it was to be done again.
        rig.run();
        assertThat(rig.share("billing", partition).progress().startOffset()).isEqualTo(3);
        other.settle(WorkVerdict.DONE);
        rig.run();
        assertThat(rig.share("billing", partition).progress().startOffset()).isEqualTo(4);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void whatCompactionHasTakenOutOfItsBatchHoldsNobodyUp(int shards) {
        rig = new WorkRig(shards);
        rig.topic("orders", 1, Map.of("cleanup.policy", "compact", "segment.bytes", "20000",
                "min.cleanable.dirty.ratio", "0.01"));
        rig.workQueue("billing", "orders", FieldTable.EMPTY);
        rig.workQueue("looking", "orders", FieldTable.EMPTY);
        rig.produceAlike("orders", 900, "last");
        rig.produce("orders", 0, "x".repeat(9_000), "end");
        List<CompactionReport> reports = new ArrayList<>();
        Partition partition = rig.partition("orders", 0);
        rig.on(partition, () -> partition.compact(
                new Cleaner(Runnable::run, Decompressor.NONE, Compressor.NONE, 1 << 16), reports::add));
        assertThat(reports).hasSize(1);
        Hands hands = consume(rig.work("billing"), 10);
        assertThat(hands.bodies).hasSize(3).startsWith("last").endsWith("end");
        Hands got = get(rig.work("looking"));
        assertThat(got.bodies).containsExactly("last");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"x-max-priority | 5 | in the order of its records",
            "x-message-ttl | 5 | what it keeps is work", "x-max-length | 5 | x-max-length-bytes",
            "x-expires | 5 | until the queue is deleted"})
    void whatATopicCannotDoIsRefusedWithAReason(String argument, int value, String reason) {
        open(1, FieldTable.EMPTY);
        String said = rig.vhost.declareQueue(new QueueDeclaration("q", true, false, false, FieldTable.builder()
                        .add("x-queue-type", "topic").add(argument, FieldValue.of(value)).build()), Caller.BROKER)
                .refusalOrNull().text();
        assertThat(said).startsWith("invalid arg '" + argument + "' for queue 'q' in vhost '/' of queue type "
                + "rabbit_topic_queue: ").contains(reason);
    }
}
