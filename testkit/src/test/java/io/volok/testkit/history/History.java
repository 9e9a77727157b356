package io.volok.testkit.history;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;

/** What happened, as the clients saw it. Any thread may add to it. */
public final class History {

    /** Reads everything, and what open and aborted transactions wrote, when all is over. */
    public static final String FINAL_UNCOMMITTED = "final-uncommitted";
    /** Reads everything that counts when all is over. */
    public static final String FINAL_COMMITTED = "final-committed";

    private final List<Event> events = new ArrayList<>();

    /** Notes an event. */
    public synchronized void add(Event event) {
        events.add(event);
    }

    /** All events in their order. */
    public synchronized List<Event> events() {
        return List.copyOf(events);
    }

    /** All events of a kind in their order. */
    public <E extends Event> List<E> all(Class<E> kind) {
        return events().stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    /** What a reader saw of each partition, by offset. */
    Map<TopicPartition, SortedMap<Long, String>> seenBy(String reader) {
        Map<TopicPartition, SortedMap<Long, String>> seen = new HashMap<>();
        for (Event.Polled polled : all(Event.Polled.class)) {
            if (polled.reader().equals(reader)) {
                seen.computeIfAbsent(polled.partition(), partition -> new TreeMap<>())
                        .put(polled.offset(), polled.value());
            }
        }
        return seen;
    }

    /** By value: what was sent. */
    Map<String, Event.Sent> sent() {
        Map<String, Event.Sent> sent = new HashMap<>();
        all(Event.Sent.class).forEach(each -> sent.put(each.value(), each));
        return sent;
    }

    /** By transaction: what became of it; one that is not here was never asked to commit. */
    Map<String, Event.Outcome> outcomes() {
        Map<String, Event.Outcome> outcomes = new HashMap<>();
        all(Event.Ended.class).forEach(ended -> outcomes.put(ended.transaction(), ended.outcome()));
        return outcomes;
    }

    /** Whether what was sent there counts for sure: it is in no transaction or in a committed one. */
    static boolean counts(Event.Sent sent, Map<String, Event.Outcome> outcomes) {
        return sent.transaction().isEmpty() || outcomes.get(sent.transaction()) == Event.Outcome.COMMITTED;
    }
}
