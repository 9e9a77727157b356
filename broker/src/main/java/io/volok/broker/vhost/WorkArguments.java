package io.volok.broker.vhost;

import io.volok.codec.table.FieldValue;

/** The arguments of a queue of type {@code topic} that say how it is worked off. */
final class WorkArguments {

    static final String START = "x-stream-offset";
    static final String DELIVERY_LIMIT = "x-delivery-limit";

    static final String FIRST = "first";
    private static final String NEXT = "next";

    private WorkArguments() {
    }

    /** Why an argument of other queues cannot be had, as the end of a sentence; empty if there is nothing to say. */
    static String why(String argument) {
        return switch (argument) {
            case "x-max-priority" -> ": a topic is worked off in the order of its records, so there are no priorities";
            case "x-message-ttl" -> ": a topic keeps its records as long as x-max-age says, and what it keeps is work";
            case "x-max-length", "x-overflow" ->
                    ": a topic is limited by x-max-length-bytes and x-max-age, when it is created";
            case "x-expires" -> ": how far the work has come is kept until the queue is deleted";
            default -> "";
        };
    }

    /** Null, or why a value cannot say where the work begins. */
    static String startFault(FieldValue value) {
        boolean fits = value instanceof FieldValue.LongString text
                && (text.text().equals(FIRST) || text.text().equals(NEXT) || MaxAge.parse(text.text()).isPresent());
        return fits ? null : "\"expected first, next or an interval such as 7D\"";
    }

    /** What a value says that has been validated. */
    static WorkSettings.Start start(String text) {
        return switch (text) {
            case FIRST -> WorkSettings.Start.FIRST;
            case NEXT -> WorkSettings.Start.NEXT;
            default -> WorkSettings.Start.BY_AGE;
        };
    }
}
