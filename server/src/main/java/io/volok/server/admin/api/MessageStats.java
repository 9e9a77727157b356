package io.volok.server.admin.api;

import java.util.List;

/** The {@code message_stats} of things, and the three levels beside them. */
final class MessageStats {

    private static final List<Counter> QUEUE = List.of(Counter.ACK, Counter.DELIVER, Counter.DELIVER_GET,
            Counter.DELIVER_NO_ACK, Counter.GET, Counter.GET_NO_ACK, Counter.PUBLISH, Counter.REDELIVER);
    private static final List<Counter> EXCHANGE = List.of(Counter.PUBLISH_IN, Counter.PUBLISH_OUT);
    private static final List<Counter> LEVELS = List.of(Counter.MESSAGES, Counter.READY, Counter.UNACKED);

    private MessageStats() {
    }

    /** Of a queue, or of a whole virtual host. */
    static Row ofQueue(Numbers now, Track track, Window window) {
        return of(QUEUE, now, track, window);
    }

    /** Of an exchange. */
    static Row ofExchange(Numbers now, Track track, Window window) {
        return of(EXCHANGE, now, track, window);
    }

    private static Row of(List<Counter> counters, Numbers now, Track track, Window window) {
        Row row = new Row();
        counters.forEach(counter -> Track.put(row, counter, now, track, window));
        return row;
    }

    /** Adds messages, ready ones and unacknowledged ones. */
    static Row levels(Row row, Numbers now, Track track, Window window) {
        LEVELS.forEach(counter -> Track.put(row, counter, now, track, window));
        return row;
    }
}
