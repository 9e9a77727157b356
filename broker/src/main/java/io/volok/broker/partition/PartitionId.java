package io.volok.broker.partition;

import java.util.UUID;

/** Which partition of which topic. */
public record PartitionId(String topic, UUID topicId, int index) {

    @Override
    public String toString() {
        return topic + "-" + index;
    }
}
