package io.volok.broker.stream;

import io.volok.broker.partition.Partition;
import io.volok.broker.partition.Produced;
import io.volok.broker.partition.Topics;
import io.volok.broker.policy.PolicySet;
import io.volok.broker.queue.Consumer;
import io.volok.broker.queue.Delivery;
import io.volok.broker.queue.DeliverySink;
import io.volok.broker.queue.MemoryBudget;
import io.volok.broker.shard.ManualShard;
import io.volok.broker.share.DeadLetters;
import io.volok.broker.share.SharePartition;
import io.volok.broker.share.SharePartitions;
import io.volok.broker.vhost.Caller;
import io.volok.broker.vhost.OrdinaryQueue;
import io.volok.broker.vhost.QueueDeclaration;
import io.volok.broker.vhost.TopicQueue;
import io.volok.broker.vhost.TopicWork;
import io.volok.broker.vhost.VhostContext;
import io.volok.broker.vhost.VhostSettings;
import io.volok.broker.vhost.VirtualHost;
import io.volok.codec.message.MessageProperties;
import io.volok.codec.message.MessageView;
import io.volok.codec.record.BatchBuilder;
import io.volok.codec.record.Decompressor;
import io.volok.codec.record.RecordBatch;
import io.volok.codec.record.RecordBody;
import io.volok.codec.record.RecordView;
import io.volok.codec.table.FieldTable;
import io.volok.codec.table.FieldValue;
import io.volok.log.Durability;
import io.volok.log.LogConfig;
import io.volok.log.store.memory.MemorySegmentStore;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** A virtual host over real topics, on one shard or with the topics on another, over memory that can crash. */
final class WorkRig {

    static final long START_MS = 1_700_000_000_000L;

    final MemorySegmentStore store = new MemorySegmentStore(1);
    /** What share groups give up that have no way of their own. */
    final List<DeadLetters.Letter> groupLetters = new ArrayList<>();
    private final int shardCount;
    private List<TurnedShard> shards;
    private TurnedShard current;
    Topics topics;
    SharePartitions shares;
    VirtualHost vhost;
    PolicySet policies = PolicySet.EMPTY;

    WorkRig(int shardCount) {
        this.shardCount = shardCount;
        open(START_MS);
    }

    /** Knows whether it is its turn, as a thread knows where it is. */
    private final class TurnedShard extends ManualShard {

        TurnedShard(int index, long nowMs) {
            super(index, nowMs);
        }

        @Override
        public boolean isCurrent() {
            return current == this;
        }
    }

    private void open(long nowMs) {
        shards = new ArrayList<>();
        for (int i = 0; i < shardCount; i++) {
            shards.add(new TurnedShard(i, nowMs));
        }
        current = shards.getFirst();
        topics = Topics.open(new Topics.Ground(
                List.copyOf(shards), store, Durability.OS, () -> Decompressor.NONE, Map.of()));
        shares = new SharePartitions(List.copyOf(shards), store, Durability.OS, (letter, buried) -> {
            groupLetters.add(letter);
            buried.run();
        });
        TopicStreams streams = new TopicStreams("/", current, topics, () -> Decompressor.NONE, shares);
        vhost = VirtualHost.open("/", VhostSettings.DEFAULT, policies, new VhostContext(current, store,
                LogConfig.DEFAULT, streams, new MemoryBudget(1 << 20), new SplittableRandom(7)));
        run();
    }

    void crash() {
        run();
        store.crash(MemorySegmentStore.Crash.PROCESS);
        open(current.nowMs());
    }

    /** Runs all shards until none has anything to do. */
    void run() {
        pass(0);
    }

    void pass(long ms) {
        for (int round = 0; round < 8; round++) {
            for (TurnedShard shard : shards) {
                current = shard;
                if (round == 0 && ms > 0) {
                    shard.advance(ms);
                }
                shard.run();
            }
        }
        current = shards.getFirst();
    }

    void topic(String name, int partitions) {
        topic(name, partitions, Map.of());
    }

    void topic(String name, int partitions, Map<String, String> settings) {
        topics.create(name, partitions, settings, outcome -> { });
        run();
    }

    Partition partition(String topic, int index) {
        return topics.image().byName(topic).partition(index);
    }

    /** Runs a task on the shard of a partition. */
    void on(Partition partition, Runnable task) {
        partition.shard().execute(task);
        run();
    }

    SharePartition share(String group, Partition partition) {
        return shares.get(group, partition);
    }

    /** What a Kafka producer sends. */
    void produce(String topic, int partition, String... values) {
        for (String value : values) {
            Partition target = partition(topic, partition);
            BatchBuilder builder = new BatchBuilder().begin(0, target.shard().nowMs());
            builder.append(target.shard().nowMs(), RecordBody.of(bytes("key-" + value), bytes(value)));
            builder.finish();
            on(target, () -> append(target, builder));
        }
    }

    private static void append(Partition target, BatchBuilder batch) {
        Produced produced = target.produce(ByteBuffer.wrap(batch.toByteArray()));
        if (!(produced instanceof Produced.Appended)) {
            throw new AssertionError("refused: " + produced);
        }
    }

    /** What a transactional producer sends: one batch. */
    void produceIn(String topic, long producerId, String... values) {
        Partition target = partition(topic, 0);
        BatchBuilder builder = new BatchBuilder().begin(0, target.shard().nowMs())
                .attributes(RecordBatch.TRANSACTIONAL).producer(producerId, 0, 0);
        for (String value : values) {
            builder.append(target.shard().nowMs(), RecordBody.of(null, bytes(value)));
        }
        builder.finish();
        on(target, () -> append(target, builder));
    }

    /** Many records with one key in one batch, of which compaction leaves but one in a batch that has all offsets. */
    void produceAlike(String topic, int count, String last) {
        Partition target = partition(topic, 0);
        BatchBuilder builder = new BatchBuilder().begin(0, target.shard().nowMs());
        for (int i = 1; i <= count; i++) {
            builder.append(target.shard().nowMs(), RecordBody.of(bytes("k"), bytes(i == count ? last : "v" + i)));
        }
        builder.finish();
        on(target, () -> append(target, builder));
    }

    void queue(String name, FieldTable arguments) {
        vhost.declareQueue(new QueueDeclaration(name, true, false, false, arguments), Caller.BROKER).orThrow();
        run();
    }

    /** A queue that works off a topic. */
    void workQueue(String name, String topic, FieldTable more) {
        FieldTable.Builder arguments = more.toBuilder().set("x-queue-type", text("topic")).set("x-topic", text(topic));
        queue(name, arguments.build());
    }

    static FieldValue text(String text) {
        return FieldValue.of(text);
    }

    TopicWork work(String queue) {
        return ((TopicQueue) vhost.queue(queue)).work();
    }

    long ready(String queue) {
        vhost.queue(queue).readyCount();
        run();
        return vhost.queue(queue).readyCount();
    }

    /** A message that was in an ordinary queue. */
    record Received(String body, String exchange, String routingKey, MessageProperties properties) {

        FieldTable headers() {
            return properties.headers();
        }
    }

    /** Empties a classic or quorum queue. */
    List<Received> drain(String queue) {
        run();
        List<Received> all = new ArrayList<>();
        OrdinaryQueue ordinary = (OrdinaryQueue) vhost.queue(queue);
        while (ordinary.queue().get(true, new Collecting(all)) != null) {
            run();
        }
        return all;
    }

    private record Collecting(List<Received> all) implements DeliverySink {

        @Override
        public void deliver(Consumer consumer, Delivery delivery, RecordView record) {
            MessageView view = new MessageView().set(record);
            all.add(new Received(string(view.body()), view.exchange(), view.routingKey(), view.properties()));
        }

        @Override
        public boolean hasCredit(Consumer consumer) {
            return true;
        }

        @Override
        public void cancelled(Consumer consumer, CancelReason why) {
            throw new AssertionError("nobody is cancelled here");
        }
    }

    static String string(ByteBuffer bytes) {
        return StandardCharsets.UTF_8.decode(bytes).toString();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
