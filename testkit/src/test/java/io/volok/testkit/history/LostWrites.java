package io.volok.testkit.history;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;

/** What was acknowledged stands where it was said to stand, and read_committed readers see it if it counts. */
final class LostWrites implements Checker {

    @Override
    public List<String> violations(History history) {
        List<String> violations = new ArrayList<>();
        Map<TopicPartition, SortedMap<Long, String>> everything = history.seenBy(History.FINAL_UNCOMMITTED);
        Map<TopicPartition, SortedMap<Long, String>> committed = history.seenBy(History.FINAL_COMMITTED);
        Map<String, Event.Sent> sent = history.sent();
        Map<String, Event.Outcome> outcomes = history.outcomes();
        for (Event.Acknowledged acknowledged : history.all(Event.Acknowledged.class)) {
            if (!acknowledged.value().equals(at(everything, acknowledged))) {
                violations.add("lost: " + acknowledged + " but there is " + at(everything, acknowledged));
            } else if (History.counts(sent.get(acknowledged.value()), outcomes)
                    && !acknowledged.value().equals(at(committed, acknowledged))) {
                violations.add("hidden from read_committed: " + acknowledged);
            }
        }
        return violations;
    }

    private static String at(Map<TopicPartition, SortedMap<Long, String>> log, Event.Acknowledged place) {
        return log.getOrDefault(place.partition(), new TreeMap<>()).get(place.offset());
    }
}
