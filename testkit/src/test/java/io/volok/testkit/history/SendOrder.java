package io.volok.testkit.history;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What one producer sends to one partition stands there in the order in which it was sent. */
final class SendOrder implements Checker {

    @Override
    public List<String> violations(History history) {
        Map<String, Integer> turn = new HashMap<>();
        Map<String, Event.Sent> sent = new HashMap<>();
        for (Event.Sent each : history.all(Event.Sent.class)) {
            turn.put(each.value(), turn.size());
            sent.put(each.value(), each);
        }
        List<String> violations = new ArrayList<>();
        history.seenBy(History.FINAL_UNCOMMITTED).forEach((partition, log) -> {
            Map<String, String> lastOf = new HashMap<>();
            for (String value : log.values()) {
                Event.Sent origin = sent.get(value);
                String before = origin == null ? null : lastOf.put(origin.producer(), value);
                if (before != null && turn.get(before) > turn.get(value)) {
                    violations.add(value + " stands behind " + before + " in " + partition);
                }
            }
        });
        return violations;
    }
}
