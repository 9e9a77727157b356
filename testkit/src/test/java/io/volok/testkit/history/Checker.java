package io.volok.testkit.history;

import java.util.List;

/** One promise. */
@FunctionalInterface
public interface Checker {

    /** How many violations are worth telling. */
    int TOLD_MAX = 20;

    /** Where the history breaks the promise: one line each, empty if nowhere. */
    List<String> violations(History history);

    /** Every promise that holds for all clients whatever they do. */
    static List<Checker> always() {
        return List.of(new LostWrites(), new AbortedReads(), new MonotonicPolls(), new OneValuePerOffset(),
                new Duplicates(), new SendOrder(), new AtomicTransactions(), new SkippedRecords(),
                new CommittedProgress(), new ExclusiveOwners());
    }
}
