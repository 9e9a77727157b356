package io.volok.broker.queue;

import java.util.ArrayList;
import java.util.List;

/** Those who read a queue's history. */
final class Histories {

    private final List<QueueHistory> readers = new ArrayList<>();

    QueueHistory add(QueueHistory reader) {
        readers.add(reader);
        return reader;
    }

    /** There may be more to read. */
    void grown() {
        if (!readers.isEmpty()) {
            readers.removeIf(QueueHistory::isClosed);
            readers.forEach(QueueHistory::planTurn);
        }
    }

    /** The queue is gone. */
    void end() {
        List.copyOf(readers).forEach(QueueHistory::end);
        readers.clear();
    }
}
