package io.volok.testkit.history;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/** What one reader sees at an offset every other one sees there, whenever it looks. */
final class OneValuePerOffset implements Checker {

    private record Place(TopicPartition partition, long offset) {
    }

    @Override
    public List<String> violations(History history) {
        List<String> violations = new ArrayList<>();
        Map<Place, String> seen = new HashMap<>();
        for (Event.Polled polled : history.all(Event.Polled.class)) {
            String before = seen.putIfAbsent(new Place(polled.partition(), polled.offset()), polled.value());
            if (before != null && !before.equals(polled.value())) {
                violations.add(polled + " where somebody saw " + before);
            }
        }
        return violations;
    }
}
