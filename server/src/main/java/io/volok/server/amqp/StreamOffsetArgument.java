package io.volok.server.amqp;

import io.volok.broker.vhost.StreamStart;
import io.volok.codec.table.FieldTable;
import io.volok.codec.table.FieldValue;
import java.util.OptionalLong;

/** The consumer argument {@code x-stream-offset}: where a stream consumer starts to read. */
final class StreamOffsetArgument {

    static final String NAME = "x-stream-offset";
    private static final int MOST_DIGITS = 9;

    private StreamOffsetArgument() {
    }

    /**
     * Reads the argument.
     *
     * @param stream the stream as users see it, for the error text
     * @param nowMs the present time, for intervals such as {@code 7D} or {@code 1h}
     * @throws ProtocolError 406 when the value makes no sense
     */
    static StreamStart read(FieldTable arguments, String stream, long nowMs) {
        FieldValue value = arguments.find(NAME).orElse(null);
        return switch (value) {
            case null -> new StreamStart.Next();
            case FieldValue.LongString text -> ofText(text.text(), stream, nowMs);
            case FieldValue.Timestamp timestamp -> new StreamStart.AtTime(timestamp.seconds() * 1000);
            default -> {
                OptionalLong number = FieldTable.integerOf(value);
                if (number.isEmpty()) {
                    throw invalid(stream, value.toString());
                }
                yield new StreamStart.AtOffset(Math.max(0, number.getAsLong()));
            }
        };
    }

    private static StreamStart ofText(String text, String stream, long nowMs) {
        return switch (text) {
            case "first" -> new StreamStart.First();
            case "last" -> new StreamStart.Last();
            case "next" -> new StreamStart.Next();
            default -> new StreamStart.AtTime(nowMs - intervalMs(text, stream));
        };
    }

    /** A count and a unit: Y, M, D, h, m or s. */
    private static long intervalMs(String text, String stream) {
        long unitMs = text.isEmpty() ? 0 : switch (text.charAt(text.length() - 1)) {
            case 'Y' -> 365L * 86_400_000;
            case 'M' -> 30L * 86_400_000;
            case 'D' -> 86_400_000L;
            case 'h' -> 3_600_000L;
            case 'm' -> 60_000L;
            case 's' -> 1_000L;
            default -> 0;
        };
        String count = unitMs == 0 ? "" : text.substring(0, text.length() - 1);
        if (count.isEmpty() || count.length() > MOST_DIGITS || !count.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw invalid(stream, text);
        }
        return Long.parseLong(count) * unitMs;
    }

    private static ProtocolError invalid(String stream, String value) {
        return ProtocolError.preconditionFailed("invalid arg 'x-stream-offset' for " + stream
                + ": {invalid_stream_offset_arg,{longstr,<<\"" + value + "\">>}}");
    }
}
