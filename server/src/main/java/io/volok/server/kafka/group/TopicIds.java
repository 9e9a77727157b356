package io.volok.server.kafka.group;

import io.volok.broker.partition.Topic;
import io.volok.broker.partition.TopicsImage;
import java.util.UUID;
import org.apache.kafka.common.Uuid;

/** Finds topics by the ids and names of requests. */
final class TopicIds {

    private TopicIds() {
    }

    /** Kafka's form of a topic id. */
    static Uuid wire(UUID id) {
        return new Uuid(id.getMostSignificantBits(), id.getLeastSignificantBits());
    }

    /** The topic with that id, or null. */
    static Topic byId(TopicsImage image, Uuid id) {
        return image.byId(new UUID(id.getMostSignificantBits(), id.getLeastSignificantBits()));
    }
}
