package io.volok.server.amqp;

import io.volok.codec.message.StreamNote;
import io.volok.codec.record.RecordView;
import io.volok.codec.table.FieldTable;
import io.volok.codec.table.FieldValue;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The filter of a stream consumer: {@code x-stream-filter} names the values wanted of the message header
 * {@code x-stream-filter-value}, {@code x-stream-match-unfiltered} says whether messages without one are wanted too.
 *
 * <p>Deviation: RabbitMQ filters chunks with Bloom filters and leaves the exact test to the client; here every message
 * is tested, so that nothing unwanted is sent.
 */
final class StreamFilter {

    private static final StreamFilter EVERYTHING = new StreamFilter(List.of(), true);
    static final String FILTER = "x-stream-filter";
    static final String MATCH_UNFILTERED = "x-stream-match-unfiltered";

    /** Where an AMQP publisher puts the value. */
    private static final byte[] HEADER = "x-stream-filter-value".getBytes(StandardCharsets.UTF_8);
    /** Where the value of a stream publisher is. */
    private static final byte[] NOTE = StreamNote.FILTER_VALUE.recordHeaderName();

    private final List<byte[]> wanted;
    private final boolean matchUnfiltered;

    private StreamFilter(List<byte[]> wanted, boolean matchUnfiltered) {
        this.wanted = wanted;
        this.matchUnfiltered = matchUnfiltered;
    }

    /** Reads the consumer arguments; without a filter everything passes. */
    static StreamFilter of(FieldTable arguments) {
        List<byte[]> values = new ArrayList<>();
        switch (arguments.find(FILTER).orElse(FieldValue.Void.VOID)) {
            case FieldValue.LongString one -> values.add(one.bytes());
            case FieldValue.Array many -> many.values().forEach(value -> {
                if (value instanceof FieldValue.LongString text) {
                    values.add(text.bytes());
                }
            });
            default -> { }
        }
        boolean unfiltered = arguments.bool(MATCH_UNFILTERED).orElse(false);
        return values.isEmpty() ? EVERYTHING : new StreamFilter(values, unfiltered);
    }

    /** Whether the consumer wants this message. */
    boolean takes(RecordView record) {
        if (this == EVERYTHING) {
            return true;
        }
        if (!record.findHeader(HEADER) && !record.findHeader(NOTE)) {
            return matchUnfiltered;
        }
        for (byte[] value : wanted) {
            if (same(value, record)) {
                return true;
            }
        }
        return false;
    }

    private static boolean same(byte[] value, RecordView record) {
        int start = record.headerValueStart();
        return record.headerValueLength() == value.length
                && Arrays.equals(value, 0, value.length, record.array(), start, start + value.length);
    }
}
