package io.volok.server.kafka.data;

import io.volok.broker.partition.Partition;
import io.volok.broker.partition.Topic;
import io.volok.broker.partition.TopicsImage;
import io.volok.server.kafka.wire.TopicIds;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.FetchRequestData.FetchPartition;
import org.apache.kafka.common.protocol.Errors;

/** One partition that a reader fetches from, and what it was told about it last. Lives on the session's shard. */
final class FetchTarget {

    /** Which partition: by id from v13 on, by name before. */
    record Key(Uuid topicId, String topic, int partition) {
    }

    private static final long NEVER_TOLD = -1;

    private final Key key;
    private FetchPartition asked;
    private Partition partition;
    private Errors fault = Errors.NONE;
    private long imageVersion = -1;
    private long toldHighWatermark = NEVER_TOLD;
    private long toldStartOffset = NEVER_TOLD;

    FetchTarget(Key key, FetchPartition asked) {
        this.key = key;
        this.asked = asked;
    }

    Key key() {
        return key;
    }

    FetchPartition asked() {
        return asked;
    }

    void ask(FetchPartition changed) {
        asked = changed;
    }

    /** Finds the partition, again if the catalog has changed. */
    void resolve(TopicsImage image, FetchPermission permission) {
        if (imageVersion == image.version()) {
            return;
        }
        imageVersion = image.version();
        boolean byId = !key.topicId().equals(Uuid.ZERO_UUID);
        Topic topic = byId ? TopicIds.find(image, key.topicId()) : image.byName(key.topic());
        partition = topic == null ? null : topic.partition(key.partition());
        if (topic == null) {
            fault = byId ? Errors.UNKNOWN_TOPIC_ID : Errors.UNKNOWN_TOPIC_OR_PARTITION;
        } else if (!permission.mayRead(topic.name())) {
            fault = Errors.TOPIC_AUTHORIZATION_FAILED;
        } else {
            fault = partition == null ? Errors.UNKNOWN_TOPIC_OR_PARTITION : Errors.NONE;
        }
    }

    /** Why the partition cannot be read, or {@link Errors#NONE}. */
    Errors fault() {
        return fault;
    }

    /** The partition; null if there is a {@link #fault()}. */
    Partition partition() {
        return fault == Errors.NONE ? partition : null;
    }

    /** Whether an incremental answer has to mention the partition; if so, remembers what is told. */
    boolean isNews(FetchResult result) {
        boolean news = result.bytes() > 0 || result.error() != Errors.NONE
                || result.highWatermark() != toldHighWatermark || result.startOffset() != toldStartOffset
                || result.diverges();
        // After an error the reader has to hear about the partition again when it works.
        toldHighWatermark = result.error() == Errors.NONE ? result.highWatermark() : NEVER_TOLD;
        toldStartOffset = result.startOffset();
        return news;
    }
}
