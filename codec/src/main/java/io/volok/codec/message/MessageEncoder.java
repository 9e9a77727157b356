package io.volok.codec.message;

import io.volok.codec.bytes.ByteWriter;
import io.volok.codec.bytes.MalformedBytes;
import io.volok.codec.bytes.ShortString;
import io.volok.codec.record.RecordBody;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Turns a published AMQP message into a record body, once, whatever the number of logs it goes to.
 *
 * <p>{@code begin} with the content header, {@code body} for each piece as it arrives, {@code finish}. The body's bytes
 * are copied once, from the socket's buffer to their place in the record. Nothing is allocated once the buffers have
 * grown; they grow with the bytes that arrive, never with the size that was announced.
 *
 * <p>One per channel: between begin and finish it belongs to one message.
 */
public final class MessageEncoder {

    private static final int INITIAL_BYTES = 256;
    /** What headers and properties mostly need. */
    private static final int ROOM_BEHIND_BODY = 512;
    private static final byte[] EXCHANGE_FIELD = nameField(RecordNames.EXCHANGE_NAME);
    private static final byte[] ROUTING_KEY_FIELD = nameField(RecordNames.ROUTING_KEY_NAME);
    private static final byte[][] PROPERTY_FIELDS = propertyFields();
    private static final byte[][] NOTE_FIELDS = Arrays.stream(StreamNote.ALL)
            .map(note -> nameField(note.recordHeaderName())).toArray(byte[][]::new);

    private final ByteWriter out = new ByteWriter(INITIAL_BYTES);
    private final ByteWriter list = new ByteWriter(INITIAL_BYTES);
    private final PropertyScan properties = new PropertyScan();
    private final HeaderTable headers = new HeaderTable();
    private final RecordBody result = new RecordBody(out.array(), 0, 0);

    private ShortString exchange = ShortString.EMPTY;
    private ShortString routingKey = ShortString.EMPTY;
    private long bodyLeft;
    private final ByteWriter notes = new ByteWriter(0);
    private int noteCount;

    private static byte[] nameField(byte[] name) {
        ByteWriter field = new ByteWriter(name.length + 2);
        field.varint(name.length);
        field.bytes(name);
        return field.toByteArray();
    }

    private static byte[][] propertyFields() {
        byte[][] fields = new byte[Property.COUNT][];
        for (Property property : Property.ALL) {
            fields[property.ordinal()] = nameField(property.recordHeaderName());
        }
        return fields;
    }

    /**
     * Starts a message, dropping one that was not finished.
     *
     * @param propertyList property flags and properties as they stand in the content header; copied
     * @param bodySize how many bytes of body will follow; the caller has checked it against its limit
     * @throws MalformedBytes if the properties make no sense
     * @throws IllegalArgumentException if no record can hold such a body
     */
    public void begin(ShortString newExchange, ShortString newRoutingKey, ByteBuffer propertyList, long bodySize) {
        if (bodySize < 0 || bodySize > Integer.MAX_VALUE / 2) {
            throw new IllegalArgumentException("a record cannot hold a body of " + bodySize + " bytes");
        }
        exchange = newExchange;
        routingKey = newRoutingKey;
        bodyLeft = bodySize;
        notes.reset();
        noteCount = 0;
        list.reset();
        list.bytes(propertyList);
        properties.scan(list.array(), list.size());
        headers.scan(list.array(), properties, bodySize == 0);
        out.reset();
        headers.writeKey(out);
        out.varint(headers.isTombstone() ? -1 : (int) bodySize);
    }

    /** Whether the message that was begun last has this property. */
    public boolean has(Property property) {
        return properties.has(property);
    }

    /** A text property of the message that was begun last, which must have it. */
    public String text(Property property) {
        return new String(list.array(), properties.start(property), properties.length(property),
                StandardCharsets.UTF_8);
    }

    /** A number property (octet or seconds) of the message that was begun last, which must have it. */
    public long number(Property property) {
        return properties.number(property);
    }

    /** How many bytes of the body have not come yet. */
    public long bodyLeft() {
        return bodyLeft;
    }

    /**
     * Takes the next piece of the body: what remains in {@code piece}, which is copied.
     *
     * @throws MalformedBytes if there are more bytes than the header announced
     */
    public void body(ByteBuffer piece) {
        int length = piece.remaining();
        if (length > bodyLeft) {
            throw new MalformedBytes(-1, "body is longer than the " + bodyLeft + " bytes that were left of it");
        }
        out.ensureRoom(length, bodyLeft + ROOM_BEHIND_BODY);
        bodyLeft -= length;
        out.bytes(piece);
    }

    /** Notes something of a message that came by the stream protocol. Between begin and finish, once for each note. */
    public void note(StreamNote note, byte[] array, int start, int length) {
        notes.bytes(NOTE_FIELDS[note.ordinal()]);
        notes.varint(length);
        notes.bytes(array, start, length);
        noteCount++;
    }

    /**
     * Ends the message, all of whose body must have come.
     *
     * @return the record body, in this encoder's buffer: valid until the next {@link #begin}
     */
    public RecordBody finish() {
        if (bodyLeft != 0) {
            throw new IllegalStateException(bodyLeft + " bytes of the body are missing");
        }
        out.varint(2 + properties.count() + noteCount + headers.recordHeaderCount());
        writeText(EXCHANGE_FIELD, exchange);
        writeText(ROUTING_KEY_FIELD, routingKey);
        int left = properties.flags() & ~Property.HEADERS_FLAG;
        for (; left != 0; left = Property.withoutFirst(left)) {
            writeProperty(Property.first(left));
        }
        out.bytes(notes.array(), 0, notes.size());
        headers.writeTo(out);
        return result.wrap(out.array(), 0, out.size());
    }

    private void writeText(byte[] nameField, ShortString text) {
        out.bytes(nameField);
        out.varint(text.length());
        out.bytes(text);
    }

    private void writeProperty(Property property) {
        out.bytes(PROPERTY_FIELDS[property.ordinal()]);
        if (property.kind() == Property.Kind.TEXT) {
            int length = properties.length(property);
            out.varint(length);
            out.bytes(list.array(), properties.start(property), length);
            return;
        }
        int lengthAt = out.reserve(1);
        FieldText.unsigned(out, properties.number(property));
        // A number has at most 20 digits, so its length is a varint of one byte.
        out.patchU8(lengthAt, (out.size() - lengthAt - 1) << 1);
    }

    /** A whole message at once. The result is valid until the next call. */
    public RecordBody encode(ShortString newExchange, ShortString newRoutingKey, ByteBuffer propertyList,
            ByteBuffer body) {
        begin(newExchange, newRoutingKey, propertyList, body.remaining());
        body(body);
        return finish();
    }

    /** A whole message at once, for code off the hot path. The result is valid until the next call. */
    public RecordBody encode(String newExchange, String newRoutingKey, MessageProperties messageProperties,
            byte[] body) {
        ByteWriter propertyList = new ByteWriter(INITIAL_BYTES);
        messageProperties.writeTo(propertyList);
        return encode(ShortString.of(newExchange), ShortString.of(newRoutingKey), propertyList.toBuffer(),
                ByteBuffer.wrap(body));
    }

    /** How many bytes its buffer takes. */
    public int room() {
        return out.array().length;
    }

    /** Drops the message and gives back room beyond {@code maxCapacity} bytes. */
    public void trim(int maxCapacity) {
        out.reset(Math.max(INITIAL_BYTES, maxCapacity));
        list.reset(Math.max(INITIAL_BYTES, maxCapacity));
        bodyLeft = 0;
    }
}
