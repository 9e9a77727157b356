package io.volok.server.kafka.wire;

import io.volok.broker.partition.Topic;
import io.volok.broker.partition.TopicsImage;
import java.util.UUID;
import org.apache.kafka.common.Uuid;

/** Topic ids in Kafka's form and ours. */
public final class TopicIds {

    private TopicIds() {
    }

    /** Kafka's form. */
    public static Uuid wire(UUID id) {
        return new Uuid(id.getMostSignificantBits(), id.getLeastSignificantBits());
    }

    /** Our form. */
    public static UUID domain(Uuid id) {
        return new UUID(id.getMostSignificantBits(), id.getLeastSignificantBits());
    }

    /** The topic with this id, or null. */
    public static Topic find(TopicsImage image, Uuid id) {
        return image.byId(domain(id));
    }
}
