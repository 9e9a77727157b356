package io.volok.server.admin.api;

import java.util.List;

/** The {@code message_stats} of things, and the three levels beside them. */
final class MessageStats {

    /** Counters that are shown together, once one of them is not zero, as RabbitMQ does. */
    private static final List<List<Counter>> QUEUE = List.of(List.of(Counter.PUBLISH),
            List.of(Counter.ACK, Counter.DELIVER, Counter.DELIVER_GET, Counter.DELIVER_NO_ACK, Counter.GET,
                    Counter.GET_EMPTY, Counter.GET_NO_ACK, Counter.REDELIVER));
    private static final List<List<Counter>> EXCHANGE =
            List.of(List.of(Counter.PUBLISH_IN), List.of(Counter.PUBLISH_OUT));
    /** Of many queues together; always shown. */
    static final List<Counter> TOTALS = List.of(Counter.ACK, Counter.CONFIRM, Counter.DELIVER, Counter.DELIVER_GET,
            Counter.DELIVER_NO_ACK, Counter.DROP_UNROUTABLE, Counter.GET, Counter.GET_EMPTY, Counter.GET_NO_ACK,
            Counter.PUBLISH, Counter.REDELIVER, Counter.RETURN_UNROUTABLE);
    private static final List<Counter> LEVELS = List.of(Counter.MESSAGES, Counter.READY, Counter.UNACKED);

    private MessageStats() {
    }

    /** Adds those of a queue, if it has any. */
    static void ofQueue(Row row, Numbers now, Track track, Window window) {
        groups(row, QUEUE, now, track, window);
    }

    /** Adds those of an exchange, if it has any. */
    static void ofExchange(Row row, Numbers now, Track track, Window window) {
        groups(row, EXCHANGE, now, track, window);
    }

    /** Of a whole virtual host. */
    static Row ofVhost(Numbers now, Track track, Window window) {
        Row row = new Row();
        TOTALS.forEach(counter -> Track.put(row, counter, now, track, window));
        return row;
    }

    private static void groups(Row row, List<List<Counter>> groups, Numbers now, Track track, Window window) {
        Row stats = new Row();
        for (List<Counter> group : groups) {
            if (group.stream().anyMatch(counter -> now.get(counter) != 0)) {
                group.forEach(counter -> Track.put(stats, counter, now, track, window));
            }
        }
        if (!stats.isEmpty()) {
            row.with("message_stats", stats);
        }
    }

    /** Adds messages, ready ones and unacknowledged ones. */
    static Row levels(Row row, Numbers now, Track track, Window window) {
        LEVELS.forEach(counter -> Track.put(row, counter, now, track, window));
        return row;
    }
}
