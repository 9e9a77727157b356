package io.volok.testkit.history;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What an idempotent producer sent stands in the log once. */
final class Duplicates implements Checker {

    @Override
    public List<String> violations(History history) {
        List<String> violations = new ArrayList<>();
        Map<String, String> places = new HashMap<>();
        history.seenBy(History.FINAL_UNCOMMITTED).forEach((partition, log) -> log.forEach((offset, value) -> {
            String before = places.putIfAbsent(value, partition + "@" + offset);
            if (before != null) {
                violations.add(value + " stands twice: " + before + " and " + partition + "@" + offset);
            }
        }));
        return violations;
    }
}
