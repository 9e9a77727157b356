package io.volok.broker.vhost;

import io.volok.broker.queue.QueueSettings;
import io.volok.codec.table.FieldTable;
import io.volok.codec.table.FieldValue;

/**
 * How long a durable queue keeps what was acknowledged: argument {@code x-retain-acked}, policy {@code retain-acked}.
 * Milliseconds, or a span such as {@code 7D}. RabbitMQ ignores the argument.
 */
final class RetainAcked {

    static final String KEY = "retain-acked";
    static final String ARGUMENT = "x-" + KEY;

    private RetainAcked() {
    }

    /** The age up to which messages are kept, or {@link QueueSettings#UNSET}. */
    static long ageMs(FieldValue value) {
        if (value instanceof FieldValue.LongString text) {
            return MaxAge.parse(text.text()).orElse(QueueSettings.UNSET);
        }
        return Math.max(FieldTable.integerOf(value).orElse(QueueSettings.UNSET), QueueSettings.UNSET);
    }

    /** Null, or why a value says nothing. */
    static String fault(FieldValue value) {
        return ageMs(value) >= 0 ? null : "\"expected milliseconds or a span such as 7D\"";
    }
}
