package io.volok.codec.message;

import io.volok.codec.bytes.ByteWriter;
import io.volok.codec.bytes.ShortString;
import io.volok.codec.record.RecordBody;
import io.volok.codec.record.RecordView;
import io.volok.codec.table.FieldReader;
import io.volok.codec.table.FieldTable;
import io.volok.codec.table.FieldValue;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What a record means as an AMQP message, asked property by property. Reusable; nothing is decoded before it is asked
 * for. The record's bytes must stay as they are while the view is in use.
 */
public final class MessageView {

    /** What {@link #expirationMs} and {@link #priority} answer where there is none. */
    public static final int NONE = -1;

    private final MessageDecoder decoder = new MessageDecoder();
    private final RecordView ownRecord = new RecordView();
    private RecordView record = ownRecord;
    private FieldTable headers;
    private boolean indexed;

    /** Looks at a record. The record view must not move on while this view is in use. */
    public MessageView set(RecordView newRecord) {
        record = newRecord;
        headers = null;
        indexed = false;
        return this;
    }

    /** Looks at a record body that is in no log yet. */
    public MessageView set(RecordBody body) {
        return set(body.array(), body.offset(), body.length());
    }

    /** Looks at a record body that is in no log yet. */
    public MessageView set(byte[] array, int offset, int length) {
        return set(ownRecord.wrapBody(array, offset, length));
    }

    private RecordIndex index() {
        if (!indexed) {
            decoder.read(record);
            indexed = true;
        }
        return decoder.index();
    }

    /** The record itself. */
    public RecordView record() {
        return record;
    }

    /** Whether an AMQP publisher wrote the message. */
    public boolean isFromAmqp() {
        return index().isFromAmqp();
    }

    /** The exchange it was published to; empty for the default exchange and for Kafka's records. */
    public String exchange() {
        return text(RecordNames.EXCHANGE);
    }

    /** The routing key it was published with; empty if there is none. */
    public String routingKey() {
        return text(RecordNames.ROUTING_KEY);
    }

    private String text(int slot) {
        RecordIndex found = index();
        return found.has(slot)
                ? new String(record.array(), found.start(slot), found.length(slot), StandardCharsets.UTF_8)
                : "";
    }

    /** A note of the stream protocol as a view of the record's bytes; null if there is none. */
    public ByteBuffer note(StreamNote note) {
        int slot = RecordNames.NOTES + note.ordinal();
        RecordIndex found = index();
        return found.has(slot)
                ? ByteBuffer.wrap(record.array(), found.start(slot), found.length(slot)).slice() : null;
    }

    /** A property as text; numbers are decimal. */
    public Optional<String> property(Property property) {
        RecordIndex found = index();
        if (!found.has(property)) {
            return Optional.empty();
        }
        return Optional.of(property.kind() == Property.Kind.TEXT
                ? text(property.ordinal())
                : Long.toUnsignedString(found.number(property)));
    }

    /** The priority, 0 to 255; {@link #NONE} if it has none. */
    public int priority() {
        return index().has(Property.PRIORITY) ? (int) index().number(Property.PRIORITY) : NONE;
    }

    /** 1 transient, 2 persistent, other octets as published; {@link #NONE} if the publisher gave none. */
    public int deliveryMode() {
        return index().has(Property.DELIVERY_MODE) ? (int) index().number(Property.DELIVERY_MODE) : NONE;
    }

    /**
     * How long the message may live, from its {@code expiration}; {@link #NONE} if it has none or if that is not a
     * whole number of milliseconds (which publishing must have refused).
     */
    public long expirationMs() {
        RecordIndex found = index();
        int slot = Property.EXPIRATION.ordinal();
        if (!found.has(slot) || !DecimalText.isSigned(record.array(), found.start(slot), found.length(slot))) {
            return NONE;
        }
        long millis = DecimalText.parse(record.array(), found.start(slot), found.length(slot));
        return millis < 0 ? NONE : millis;
    }

    /** Whether the message has an {@code expiration}, sensible or not. */
    public boolean hasExpiration() {
        return index().has(Property.EXPIRATION);
    }

    /** Whether the message has a header table, be it empty. */
    public boolean hasHeaders() {
        return index().hasTable();
    }

    /** The headers; empty if there is no table. Decoded at the first call. */
    public FieldTable headers() {
        if (headers == null) {
            headers = hasHeaders() ? readTable() : FieldTable.EMPTY;
        }
        return headers;
    }

    private FieldTable readTable() {
        ByteWriter table = new ByteWriter(256);
        decoder.writeTable(table);
        return FieldReader.table(table.toBuffer());
    }

    /** A header's first value. */
    public Optional<FieldValue> header(String name) {
        return headers().find(name);
    }

    /**
     * Whether there is a header of that name, without decoding the table. For names that many messages do not have;
     * not for those that the mapping keeps elsewhere ({@code x-kafka-key}, {@code x-kafka-tombstone}).
     */
    public boolean hasHeader(ShortString name) {
        if (index().plainHeaders() == 0) {
            return false;
        }
        record.rewindHeaders();
        while (record.nextHeader()) {
            int start = record.headerNameStart();
            int length = record.headerNameLength();
            int skip = RecordNames.isEscaped(record.array(), start, length) ? RecordNames.ESCAPE.length : 0;
            if (name.equalsBytes(record.array(), start + skip, length - skip)) {
                return true;
            }
        }
        return false;
    }

    /** All properties and headers. */
    public MessageProperties properties() {
        index();
        ByteWriter list = new ByteWriter(256);
        decoder.writeProperties(list);
        return MessageProperties.read(list.toBuffer());
    }

    /** Bytes of the body. */
    public int bodyLength() {
        return Math.max(record.valueLength(), 0);
    }

    /** The body, as a buffer over the record's array. */
    public ByteBuffer body() {
        return ByteBuffer.wrap(record.array(), record.valueStart(), bodyLength());
    }
}
