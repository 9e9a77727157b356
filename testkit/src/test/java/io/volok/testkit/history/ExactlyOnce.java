package io.volok.testkit.history;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Of each input record that counts there is one result that counts, and there is no other result. */
public final class ExactlyOnce implements Checker {

    private final String input;
    private final String output;
    private final UnaryOperator<String> inputOf;

    /**
     * @param input topic that is read
     * @param output topic that is written
     * @param inputOf the input value that a result was made of
     */
    public ExactlyOnce(String input, String output, UnaryOperator<String> inputOf) {
        this.input = input;
        this.output = output;
        this.inputOf = inputOf;
    }

    @Override
    public List<String> violations(History history) {
        Map<String, Integer> results = new HashMap<>();
        history.seenBy(History.FINAL_COMMITTED).forEach((partition, log) -> log.values().forEach(value -> {
            if (partition.topic().equals(input)) {
                results.merge(value, 0, Integer::sum);
            } else if (partition.topic().equals(output)) {
                results.merge(inputOf.apply(value), 1, Integer::sum);
            }
        }));
        List<String> violations = new ArrayList<>();
        results.forEach((value, count) -> {
            if (count != 1) {
                violations.add(value + " has " + count + " results");
            }
        });
        return violations;
    }
}
