package io.volok.testkit.history;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Nobody reads what was never sent; no read_committed reader reads what was aborted. */
final class AbortedReads implements Checker {

    @Override
    public List<String> violations(History history) {
        List<String> violations = new ArrayList<>();
        Map<String, Event.Sent> sent = history.sent();
        Map<String, Event.Outcome> outcomes = history.outcomes();
        for (Event.Polled polled : history.all(Event.Polled.class)) {
            Event.Sent origin = sent.get(polled.value());
            if (origin == null) {
                violations.add("invented: " + polled);
            } else if (polled.isolation() == Event.Isolation.COMMITTED && !origin.transaction().isEmpty()
                    && outcomes.getOrDefault(origin.transaction(), Event.Outcome.ABORTED) == Event.Outcome.ABORTED) {
                violations.add("aborted, and read: " + polled + " of " + origin.transaction());
            }
        }
        return violations;
    }
}
