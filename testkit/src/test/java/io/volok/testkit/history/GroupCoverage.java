package io.volok.testkit.history;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Between them the members of a group have read everything in a topic that counts. */
public final class GroupCoverage implements Checker {

    private final String readerPrefix;
    private final String topic;

    /**
     * @param readerPrefix how the names of the group's members begin
     * @param topic what they read
     */
    public GroupCoverage(String readerPrefix, String topic) {
        this.readerPrefix = readerPrefix;
        this.topic = topic;
    }

    @Override
    public List<String> violations(History history) {
        Set<String> read = new HashSet<>();
        for (Event.Polled polled : history.all(Event.Polled.class)) {
            if (polled.reader().startsWith(readerPrefix)) {
                read.add(polled.value());
            }
        }
        List<String> violations = new ArrayList<>();
        history.seenBy(History.FINAL_COMMITTED).forEach((partition, log) -> log.forEach((offset, value) -> {
            if (partition.topic().equals(topic) && !read.contains(value)) {
                violations.add(readerPrefix + " never read " + value + " at " + partition + "@" + offset);
            }
        }));
        return violations;
    }
}
