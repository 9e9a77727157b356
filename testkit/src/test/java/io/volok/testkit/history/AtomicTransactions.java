package io.volok.testkit.history;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Of a transaction everything counts, in all partitions, or nothing; everything if the commit was acknowledged. */
final class AtomicTransactions implements Checker {

    @Override
    public List<String> violations(History history) {
        Set<String> counting = new HashSet<>();
        history.seenBy(History.FINAL_COMMITTED).values().forEach(log -> counting.addAll(log.values()));
        Map<String, List<String>> transactions = new LinkedHashMap<>();
        for (Event.Sent sent : history.all(Event.Sent.class)) {
            if (!sent.transaction().isEmpty()) {
                transactions.computeIfAbsent(sent.transaction(), id -> new ArrayList<>()).add(sent.value());
            }
        }
        Map<String, Event.Outcome> outcomes = history.outcomes();
        List<String> violations = new ArrayList<>();
        transactions.forEach((transaction, values) -> {
            Event.Outcome outcome = outcomes.getOrDefault(transaction, Event.Outcome.ABORTED);
            long there = values.stream().filter(counting::contains).count();
            if (there != 0 && outcome == Event.Outcome.ABORTED || there != values.size() && there != 0
                    || there == 0 && outcome == Event.Outcome.COMMITTED) {
                violations.add(transaction + " is " + outcome + ", but " + there + " of " + values.size() + " count");
            }
        });
        return violations;
    }
}
