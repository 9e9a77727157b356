package io.volok.testkit.history;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/** Who is given a partition goes on from the committed offset or behind it, never before it. */
final class CommittedProgress implements Checker {

    private record Place(String group, TopicPartition partition) {
    }

    @Override
    public List<String> violations(History history) {
        Map<Place, Long> committed = new HashMap<>();
        List<String> violations = new ArrayList<>();
        for (Event event : history.events()) {
            switch (event) {
                case Event.Committed commit ->
                        committed.merge(new Place(commit.group(), commit.partition()), commit.offset(), Math::max);
                case Event.Owned owned -> {
                    long least = committed.getOrDefault(new Place(owned.group(), owned.partition()), 0L);
                    if (owned.position() < least) {
                        violations.add(owned + " though " + least + " was committed");
                    }
                }
                default -> { }
            }
        }
        return violations;
    }
}
