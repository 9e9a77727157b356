package io.volok.broker.stream;

import io.volok.broker.commit.Gathering;
import io.volok.broker.message.Message;
import io.volok.broker.message.Settlement;
import io.volok.broker.partition.Fetched;
import io.volok.broker.partition.Partition;
import io.volok.broker.partition.Topic;
import io.volok.broker.partition.Topics;
import io.volok.broker.shard.Shard;
import io.volok.broker.vhost.PublisherSequences;
import io.volok.broker.vhost.StreamBounds;
import io.volok.broker.vhost.StreamReader;
import io.volok.broker.vhost.StreamSink;
import io.volok.broker.vhost.StreamStart;
import io.volok.broker.vhost.TopicTarget;
import io.volok.codec.record.Decompressor;
import io.volok.codec.record.RecordView;
import io.volok.log.TimestampOffset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.Function;
import java.util.function.Supplier;

/** One topic as a virtual host's stream. Owned by the virtual host's shard. */
final class TopicStream implements TopicTarget {

    private final Shard home;
    private final Topics topics;
    private final Supplier<Decompressor> decompressors;
    private final OpenReaders readers;
    private final RecordView record = new RecordView();
    /** Null while the catalog, on another shard, is still creating it. */
    private UUID topicId;
    private boolean refused;
    private List<Runnable> whenCreated = new ArrayList<>();
    private long lastMessageCount;
    private long lastSizeBytes;

    TopicStream(Topic topic, Shard home, Topics topics, Supplier<Decompressor> decompressors, OpenReaders readers) {
        this.readers = readers;
        this.home = home;
        this.topics = topics;
        this.decompressors = decompressors;
        this.topicId = topic == null ? null : topic.id();
    }

    /** The catalog has answered; null if it could not create the topic. */
    void created(Topic topic) {
        refused = topic == null;
        topicId = topic == null ? null : topic.id();
        List<Runnable> waiting = whenCreated;
        whenCreated = new ArrayList<>();
        waiting.forEach(Runnable::run);
    }

    private boolean isOnTheWay() {
        return topicId == null && !refused;
    }

    private Topic topic() {
        return topicId == null ? null : topics.image().byId(topicId);
    }

    @Override
    public boolean isDeleted() {
        return !isOnTheWay() && topic() == null;
    }

    @Override
    public void append(Message message, Settlement settlement, long token) {
        if (isOnTheWay()) {
            Message copy = copy(message);
            whenCreated.add(() -> append(copy, settlement, token));
            return;
        }
        Topic topic = topic();
        if (topic == null) {
            reject(settlement, token);
            return;
        }
        Partition partition = partitionFor(topic, message);
        if (partition.shard().isCurrent()) {
            partition.append(message, settlement, token);
        } else {
            Message copy = copy(message);
            Settlement back = settlement == null ? null : new PostedSettlement(home, settlement);
            partition.shard().execute(() -> partition.append(copy, back, token));
        }
    }

    @Override
    public void append(Message message, Settlement settlement, long token, Gathering commit) {
        Topic topic = topic();
        Partition partition = topic == null ? null : partitionFor(topic, message);
        if (partition == null && !isOnTheWay()) {
            reject(settlement, token);
        } else if (partition != null && partition.shard().isCurrent()) {
            partition.append(message, settlement, token, commit);
        } else {
            Message copy = copy(message);
            commit.later(() -> append(copy, settlement, token), () -> reject(settlement, token));
        }
    }

    private static void reject(Settlement settlement, long token) {
        if (settlement != null) {
            settlement.rejected(token);
        }
    }

    /**
     * Messages with the same record key, else with the same routing key, keep their order: one partition takes them.
     */
    private Partition partitionFor(Topic topic, Message message) {
        int count = topic.partitionCount();
        if (count == 1) {
            return topic.partition(0);
        }
        record.wrapBody(message.array(), message.offset(), message.length());
        int hash = record.keyLength() >= 0
                ? PartitionHash.murmur2(record.array(), record.keyStart(), record.keyLength())
                : PartitionHash.murmur2(message.routingKey().getBytes(StandardCharsets.UTF_8));
        return topic.partition((hash & Integer.MAX_VALUE) % count);
    }

    private static Message copy(Message message) {
        byte[] body = Arrays.copyOfRange(message.array(), message.offset(), message.offset() + message.length());
        return new Message().body(body, 0, body.length)
                .address(message.exchange(), message.routingKey())
                .traits(message.bodySize(), message.priority(), message.expirationMs(), message.persistent());
    }

    @Override
    public StreamReader open(StreamStart start, StreamSink sink) {
        TopicReader reader = new TopicReader(home, sink, decompressors, this::topic, readers);
        if (isOnTheWay()) {
            whenCreated.add(() -> reader.start(topic(), start));
        } else {
            reader.start(topic(), start);
        }
        return reader;
    }

    @Override
    public void bounds(Consumer<StreamBounds> answer) {
        ask(SequenceScan::bounds, answer);
    }

    @Override
    public void offsetAt(long timestampMs, LongConsumer answer) {
        ask(partition -> partition.offsetAt(timestampMs).map(TimestampOffset::offset)
                .orElse(partition.bounds().highWatermark()), answer::accept);
    }

    @Override
    public void sequences(long fromOffset, Consumer<PublisherSequences> answer) {
        ask(partition -> new SequenceScan(partition, decompressors.get()).run(fromOffset), answer);
    }

    /** Asks the first partition, which is the only one of what was made as a stream. */
    private <T> void ask(Function<Partition, T> question, Consumer<T> answer) {
        if (isOnTheWay()) {
            whenCreated.add(() -> ask(question, answer));
            return;
        }
        Topic topic = topic();
        if (topic != null) {
            Partition partition = topic.partition(0);
            Posting.to(partition.shard(), () -> {
                if (!partition.isDeleted()) {
                    T found = question.apply(partition);
                    Posting.to(home, () -> answer.accept(found));
                }
            });
        }
    }

    @Override
    public long messageCount() {
        refreshCounts();
        return lastMessageCount;
    }

    @Override
    public long sizeBytes() {
        refreshCounts();
        return lastSizeBytes;
    }

    /** Asks the partitions; what they say on other shards is known the next time. */
    private void refreshCounts() {
        Topic topic = topic();
        long[] sums = new long[2];
        int[] answers = new int[1];
        for (Partition partition : topic == null ? List.<Partition>of() : topic.partitions()) {
            Posting.to(partition.shard(), () -> {
                Fetched.Bounds bounds = partition.isDeleted() ? new Fetched.Bounds(0, 0, 0) : partition.bounds();
                long bytes = partition.isDeleted() ? 0 : partition.sizeBytes();
                Posting.to(home, () -> {
                    sums[0] += bounds.highWatermark() - bounds.startOffset();
                    sums[1] += bytes;
                    if (++answers[0] == topic.partitionCount()) {
                        lastMessageCount = sums[0];
                        lastSizeBytes = sums[1];
                    }
                });
            });
        }
    }

    /** Brings the outcome back to the publisher's shard. */
    private record PostedSettlement(Shard home, Settlement settlement) implements Settlement {

        @Override
        public void accepted(long token) {
            home.execute(() -> settlement.accepted(token));
        }

        @Override
        public void rejected(long token) {
            home.execute(() -> settlement.rejected(token));
        }
    }
}
