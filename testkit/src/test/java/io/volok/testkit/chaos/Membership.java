package io.volok.testkit.chaos;

import java.util.HashMap;
import java.util.Map;

/** The ways to be in a group. */
enum Membership {
    EAGER(Map.of("partition.assignment.strategy", "org.apache.kafka.clients.consumer.RangeAssignor")),
    COOPERATIVE(Map.of("partition.assignment.strategy",
            "org.apache.kafka.clients.consumer.CooperativeStickyAssignor")),
    SERVER_SIDE(Map.of("group.protocol", "consumer"));

    private final Map<String, Object> settings;

    Membership(Map<String, Object> settings) {
        this.settings = settings;
    }

    Map<String, Object> settings(String group) {
        Map<String, Object> all = new HashMap<>(settings);
        all.put("group.id", group);
        if (this != SERVER_SIDE) {
            all.put("session.timeout.ms", 1_500);
            all.put("heartbeat.interval.ms", 200);
        }
        return all;
    }
}
