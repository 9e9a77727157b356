package io.volok.testkit.history;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/** A partition is given to a member when the member before it has given it back. */
final class ExclusiveOwners implements Checker {

    private record Place(String group, TopicPartition partition) {
    }

    @Override
    public List<String> violations(History history) {
        Map<Place, String> owners = new HashMap<>();
        List<String> violations = new ArrayList<>();
        for (Event event : history.events()) {
            switch (event) {
                case Event.Owned owned -> {
                    String before = owners.put(new Place(owned.group(), owned.partition()), owned.reader());
                    if (before != null && !before.equals(owned.reader())) {
                        violations.add(owned + " while it is with " + before);
                    }
                }
                case Event.Released released ->
                        owners.remove(new Place(released.group(), released.partition()), released.reader());
                default -> { }
            }
        }
        return violations;
    }
}
