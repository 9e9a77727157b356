package io.volok.broker.queue;

import io.volok.codec.bytes.ByteWriter;
import io.volok.codec.bytes.Varint;
import io.volok.codec.record.RecordBody;
import io.volok.codec.record.RecordView;
import java.nio.charset.StandardCharsets;

/**
 * The record header that tells a dead letter of this broker from a message that a client has published with headers that
 * look like one. It says how many deliveries failed before it died, and whether it got a routing key of its own, so that
 * its CC header tells only of the past. The message mapping hides it from clients.
 *
 * <pre>
 *   amqp.died = failed deliveries, decimal, then ", readdressed" or nothing
 * </pre>
 */
final class DeathMark {

    private static final byte[] NAME = ascii("amqp.died");
    private static final String READDRESSED = ", readdressed";
    /** What was written before failures were counted. */
    private static final char DELIVERED = 'd';
    /**
     * A dead letter has at least this mark, an exchange, a routing key, x-death and six headers about first and last.
     */
    private static final int FEWEST_HEADERS = 10;

    private DeathMark() {
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** Whether the broker has written the history that this message carries. */
    static boolean isOn(RecordView record) {
        return record.headerCount() >= FEWEST_HEADERS && record.findHeader(NAME);
    }

    /** How many deliveries of the message failed before it died; 0 for what is no dead letter. */
    static int failures(RecordView record) {
        if (!isOn(record)) {
            return 0;
        }
        byte[] array = record.array();
        int end = record.headerValueStart() + record.headerValueLength();
        int count = array[record.headerValueStart()] == DELIVERED ? 1 : 0;
        for (int at = record.headerValueStart(); at < end && array[at] >= '0' && array[at] <= '9'; at++) {
            count = count * 10 + array[at] - '0';
        }
        return count;
    }

    /** Whether the message was sent on under another routing key, so that nobody routes by its CC any more. */
    static boolean saysReaddressed(RecordView record) {
        if (!isOn(record)) {
            return false;
        }
        byte[] array = record.array();
        int end = record.headerValueStart() + record.headerValueLength();
        for (int at = record.headerValueStart(); at < end; at++) {
            if (array[at] == ',') {
                return true;
            }
        }
        return false;
    }

    /** A copy of a message that does not have the mark, with the mark as its last header. */
    static RecordBody put(RecordBody message, int failures, boolean readdressed) {
        RecordView view = new RecordView().wrapBody(message.array(), message.offset(), message.length());
        byte[] value = ascii(failures + (readdressed ? READDRESSED : ""));
        int countAt = view.valueStart() + Math.max(view.valueLength(), 0);
        int headersAt = countAt + Varint.size(view.headerCount());
        ByteWriter out = new ByteWriter(message.length() + NAME.length + value.length + Varint.MAX_INT_BYTES);
        out.bytes(message.array(), message.offset(), countAt - message.offset());
        out.varint(view.headerCount() + 1);
        out.bytes(message.array(), headersAt, message.offset() + message.length() - headersAt);
        RecordBody.writeNullable(out, NAME);
        RecordBody.writeNullable(out, value);
        return new RecordBody(out.array(), 0, out.size());
    }
}
