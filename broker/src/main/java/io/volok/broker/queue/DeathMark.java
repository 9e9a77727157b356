package io.volok.broker.queue;

import io.volok.codec.bytes.ByteWriter;
import io.volok.codec.bytes.Varint;
import io.volok.codec.record.RecordBody;
import io.volok.codec.record.RecordView;
import java.nio.charset.StandardCharsets;

/**
 * The record header that tells a dead letter of this broker from a message that a client has published with headers that
 * look like one. It says whether a consumer had it before it died, and whether it got a routing key of its own, so that
 * its CC header tells only of the past. The message mapping hides it from clients.
 */
final class DeathMark {

    private static final byte[] NAME = ascii("amqp.died");
    private static final byte[] DELIVERED = ascii("delivered");
    private static final byte[] UNDELIVERED = ascii("undelivered");
    private static final byte[] DELIVERED_READDRESSED = ascii("delivered, readdressed");
    private static final byte[] UNDELIVERED_READDRESSED = ascii("undelivered, readdressed");
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

    /** Whether the message was delivered to somebody before it died. */
    static boolean saysDelivered(RecordView record) {
        return isOn(record) && record.array()[record.headerValueStart()] == 'd';
    }

    /** Whether the message was sent on under another routing key, so that nobody routes by its CC any more. */
    static boolean saysReaddressed(RecordView record) {
        return isOn(record) && record.headerValueLength() >= DELIVERED_READDRESSED.length;
    }

    /** A copy of a message that does not have the mark, with the mark as its last header. */
    static RecordBody put(RecordBody message, boolean delivered, boolean readdressed) {
        RecordView view = new RecordView().wrapBody(message.array(), message.offset(), message.length());
        byte[] value = delivered ? readdressed ? DELIVERED_READDRESSED : DELIVERED
                : readdressed ? UNDELIVERED_READDRESSED : UNDELIVERED;
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
