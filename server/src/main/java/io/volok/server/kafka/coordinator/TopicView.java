package io.volok.server.kafka.coordinator;

import org.apache.kafka.common.Uuid;

/**
 * A topic as the coordinator has to know it.
 *
 * @param name the topic's name
 * @param id the topic's id
 * @param partitionCount number of partitions, 1 or more
 */
public record TopicView(String name, Uuid id, int partitionCount) {
}
