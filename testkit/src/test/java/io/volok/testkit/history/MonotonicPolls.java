package io.volok.testkit.history;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/** A reader moves forward in a partition as long as it is not moved. */
final class MonotonicPolls implements Checker {

    private record Place(String reader, TopicPartition partition) {
    }

    @Override
    public List<String> violations(History history) {
        List<String> violations = new ArrayList<>();
        Map<Place, Long> next = new HashMap<>();
        for (Event event : history.events()) {
            switch (event) {
                case Event.Positioned at -> next.put(new Place(at.reader(), at.partition()), at.offset());
                case Event.Polled polled -> {
                    Place place = new Place(polled.reader(), polled.partition());
                    if (polled.offset() < next.getOrDefault(place, 0L)) {
                        violations.add("back behind " + next.get(place) + ": " + polled);
                    }
                    next.put(place, polled.offset() + 1);
                }
                default -> { }
            }
        }
        return violations;
    }
}
