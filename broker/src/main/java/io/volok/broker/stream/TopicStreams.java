package io.volok.broker.stream;

import io.volok.broker.Outcome;
import io.volok.broker.Refusal;
import io.volok.broker.partition.Partition;
import io.volok.broker.partition.Topic;
import io.volok.broker.partition.TopicOutcome;
import io.volok.broker.partition.Topics;
import io.volok.broker.shard.Shard;
import io.volok.broker.share.SharePartitions;
import io.volok.broker.vhost.StreamSettings;
import io.volok.broker.vhost.TopicTarget;
import io.volok.broker.vhost.TopicTargets;
import io.volok.broker.vhost.TopicWork;
import io.volok.broker.vhost.WorkLetters;
import io.volok.broker.vhost.WorkSettings;
import io.volok.codec.record.Decompressor;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;

/** The streams of one virtual host, over the catalog of topics. */
public final class TopicStreams implements TopicTargets {

    /** Kafka's default would refuse what RabbitMQ takes; 128 MiB is RabbitMQ's own limit in older releases. */
    private static final String MAX_MESSAGE_BYTES = Integer.toString(128 << 20);
    private static final int PARTITIONS = 1;

    private final String vhost;
    private final Shard shard;
    private final Topics topics;
    private final Supplier<Decompressor> decompressors;
    private final SharePartitions shares;
    private final OpenReaders readers;
    /** Made here and not yet in the image, because the catalog lives on another shard. */
    private final Map<String, TopicStream> onTheWay = new HashMap<>();

    /**
     * Streams of a virtual host.
     *
     * @param shard the virtual host's
     * @param decompressors makes one for each reader, for what Kafka producers have compressed
     * @param shares keeps how far topics are worked off
     */
    public TopicStreams(String vhost, Shard shard, Topics topics, Supplier<Decompressor> decompressors,
            SharePartitions shares) {
        this.shares = shares;
        this.readers = new OpenReaders(shard);
        this.vhost = vhost;
        this.shard = shard;
        this.topics = topics;
        this.decompressors = decompressors;
    }

    @Override
    public TopicTarget find(String streamName) {
        String name = TopicNames.of(vhost, streamName);
        Topic topic = topics.image().byName(name);
        return topic == null ? onTheWay.get(name) : new TopicStream(topic, shard, topics, decompressors, readers);
    }

    @Override
    public Outcome<TopicTarget> create(String streamName, StreamSettings settings) {
        TopicTarget existing = find(streamName);
        if (existing != null) {
            return Outcome.done(existing);
        }
        String name = TopicNames.of(vhost, streamName);
        String fault = Topic.nameFault(name);
        if (fault != null) {
            return Outcome.refused(new Refusal.PreconditionFailed(
                    "the stream '" + streamName + "' cannot be a topic: " + fault));
        }
        TopicStream stream = new TopicStream(null, shard, topics, decompressors, readers);
        onTheWay.put(name, stream);
        topics.create(name, PARTITIONS, overrides(settings), outcome -> {
            Topic created = outcome instanceof TopicOutcome.Done(Topic topic) ? topic : topics.image().byName(name);
            Posting.to(shard, () -> {
                onTheWay.remove(name);
                stream.created(created);
            });
        });
        return Outcome.done(stream);
    }

    /**
     * A stream keeps everything unless it is told otherwise, as in RabbitMQ; a topic without these settings would lose
     * records after a week.
     */
    private static Map<String, String> overrides(StreamSettings settings) {
        Map<String, String> overrides = new HashMap<>();
        overrides.put("retention.ms", Long.toString(settings.maxAgeMs()));
        overrides.put("retention.bytes", Long.toString(settings.maxLengthBytes()));
        overrides.put("max.message.bytes", MAX_MESSAGE_BYTES);
        if (settings.segmentBytes() > 0) {
            overrides.put("segment.bytes", Long.toString(Math.min(settings.segmentBytes(), Integer.MAX_VALUE)));
        }
        return overrides;
    }

    @Override
    public void configure(String streamName, StreamSettings settings) {
        Topic topic = topics.image().byName(TopicNames.of(vhost, streamName));
        if (topic != null) {
            Map<String, String> changed = new HashMap<>(topic.overrides());
            changed.putAll(overrides(settings));
            if (!changed.equals(topic.overrides())) {
                topics.configure(topic.id(), changed, outcome -> { });
            }
        }
    }

    @Override
    public TopicWork work(String streamName, WorkSettings settings, WorkLetters letters) {
        WorkGroup group = WorkGroup.of(vhost, settings, shares);
        SharedWork work = new SharedWork(TopicNames.of(vhost, streamName), group, shard, topics, decompressors,
                new QueueLetters(shard, letters, decompressors));
        work.configure(settings);
        return work;
    }

    @Override
    public void undo(String partition, long baseOffset, long endOffset) {
        int slash = partition.indexOf('/');
        Topic topic = topics.image().byId(UUID.fromString(partition.substring(0, slash)));
        int index = Integer.parseInt(partition.substring(slash + 1));
        if (topic != null && index < topic.partitionCount()) {
            Partition left = topic.partition(index);
            Posting.to(left.shard(), () -> left.undo(baseOffset, endOffset));
        }
    }

    @Override
    public void delete(String streamName) {
        Topic topic = topics.image().byName(TopicNames.of(vhost, streamName));
        if (topic != null) {
            topics.delete(topic.id(), outcome -> { });
        }
    }
}
