package io.volok.broker.vhost;

import io.volok.codec.table.FieldTable;
import io.volok.codec.table.FieldValue;
import java.util.OptionalLong;

/** The arguments of a queue of type {@code topic} that say how it is worked off. */
final class WorkArguments {

    static final String START = "x-stream-offset";
    static final String DELIVERY_LIMIT = "x-delivery-limit";

    private static final String FIRST = "first";
    private static final String NEXT = "next";
    /** That of quorum queues: a record that no consumer survives goes out of the way. */
    private static final int DEFAULT_DELIVERY_LIMIT = 20;

    private WorkArguments() {
    }

    /** Null, or why a value cannot say where the work begins. */
    static String startFault(FieldValue value) {
        boolean fits = value instanceof FieldValue.LongString text
                && (text.text().equals(FIRST) || text.text().equals(NEXT) || MaxAge.parse(text.text()).isPresent());
        return fits ? null : "\"expected first, next or an interval such as 7D\"";
    }

    /** What a declaration says that has been validated. */
    static WorkSettings read(QueueDeclaration declaration) {
        FieldTable arguments = declaration.arguments();
        String start = arguments.text(START).orElse(FIRST);
        OptionalLong age = MaxAge.parse(start);
        long limit = arguments.integer(DELIVERY_LIMIT).orElse(DEFAULT_DELIVERY_LIMIT);
        return new WorkSettings(declaration.name(),
                age.isPresent() ? WorkSettings.Start.BY_AGE
                        : start.equals(NEXT) ? WorkSettings.Start.NEXT : WorkSettings.Start.FIRST,
                age.orElse(0), limit < 0 ? Integer.MAX_VALUE : Math.clamp(limit, 1, Integer.MAX_VALUE));
    }
}
