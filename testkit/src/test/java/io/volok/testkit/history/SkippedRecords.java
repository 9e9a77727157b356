package io.volok.testkit.history;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;

/**
 * A reader sees every record between two that it sees. This is also what holds read_committed readers back in front of an
 * open transaction: who reads on behind it has skipped it if it is committed later.
 */
final class SkippedRecords implements Checker {

    private record Place(String reader, TopicPartition partition) {
    }

    @Override
    public List<String> violations(History history) {
        Map<TopicPartition, SortedMap<Long, String>> everything = history.seenBy(History.FINAL_UNCOMMITTED);
        Map<TopicPartition, SortedMap<Long, String>> committed = history.seenBy(History.FINAL_COMMITTED);
        Map<Place, Long> next = new HashMap<>();
        List<String> violations = new ArrayList<>();
        for (Event event : history.events()) {
            switch (event) {
                case Event.Positioned at -> next.put(new Place(at.reader(), at.partition()), at.offset());
                case Event.Polled polled -> {
                    Place place = new Place(polled.reader(), polled.partition());
                    long from = next.getOrDefault(place, polled.offset());
                    var log = (polled.isolation() == Event.Isolation.COMMITTED ? committed : everything)
                            .getOrDefault(polled.partition(), new TreeMap<>());
                    SortedMap<Long, String> between = log.subMap(Math.min(from, polled.offset()), polled.offset());
                    if (!between.isEmpty()) {
                        violations.add(polled + " skipped " + between.size() + " from " + between.firstKey() + "="
                                + between.firstEntry().getValue());
                    }
                    next.put(place, polled.offset() + 1);
                }
                default -> { }
            }
        }
        return violations;
    }
}
