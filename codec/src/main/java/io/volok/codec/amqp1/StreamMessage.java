package io.volok.codec.amqp1;

import io.volok.codec.bytes.ByteWriter;
import io.volok.codec.bytes.MalformedBytes;
import io.volok.codec.message.MessageProperties;
import io.volok.codec.message.Property;
import io.volok.codec.table.FieldTable;
import io.volok.codec.table.FieldValue;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * An AMQP 1.0 message taken apart: what AMQP 0-9-1 calls its properties and headers, its body, and where its sections lie.
 */
final class StreamMessage {

    private static final int SHORT_STRING_MAX = 255;
    private static final int PROPERTIES_COUNT = 13;
    private static final Property[] PLACES = {Property.MESSAGE_ID, Property.USER_ID, null, null, Property.REPLY_TO,
        Property.CORRELATION_ID, Property.CONTENT_TYPE, Property.CONTENT_ENCODING, null, Property.TIMESTAMP,
        Property.APP_ID, null, null};

    private final MessageProperties.Builder properties = MessageProperties.builder().set(Property.DELIVERY_MODE, "2");
    private final FieldTable.Builder headers = FieldTable.builder();
    private int bodySections;
    private int otherSections;
    private boolean oddBody;
    private int bodyStart = -1;
    private ByteBuffer body = ByteBuffer.allocate(0);

    private StreamMessage() {
    }

    /**
     * Takes a message apart: what remains in the buffer, all of it.
     *
     * @throws MalformedBytes if it is not an AMQP 1.0 message
     */
    static StreamMessage read(ByteBuffer message) {
        StreamMessage taken = new StreamMessage();
        ByteBuffer in = message.duplicate();
        ValueReader reader = new ValueReader(in);
        while (in.hasRemaining()) {
            int start = in.position();
            taken.section(reader.section(), reader, start - message.position());
        }
        return taken;
    }

    private void section(Section section, ValueReader reader, int start) {
        switch (section) {
            case HEADER -> header(reader.items(5));
            case MESSAGE_ANNOTATIONS -> annotations(reader.value());
            case PROPERTIES -> properties(reader.items(PROPERTIES_COUNT));
            case APPLICATION_PROPERTIES -> applicationProperties(reader.value());
            case DATA, SEQUENCE, VALUE -> {
                body(section, reader, start);
                return;
            }
            case DELIVERY_ANNOTATIONS, FOOTER -> reader.skip();
        }
        otherSections++;
        oddBody |= bodySections > 0;
    }

    private void body(Section section, ValueReader reader, int start) {
        if (bodySections++ == 0) {
            bodyStart = start;
        } else {
            oddBody = true;
        }
        ByteBuffer piece = switch (section) {
            case DATA -> reader.binary();
            default -> {
                oddBody = true;
                yield ByteBuffer.wrap(textOf(reader.value()));
            }
        };
        if (bodySections == 1) {
            body = piece;
        } else {
            body = ByteBuffer.allocate(body.remaining() + piece.remaining()).put(body).put(piece).flip();
        }
    }

    private static byte[] textOf(FieldValue value) {
        return switch (value) {
            case FieldValue.LongString(byte[] bytes) -> bytes;
            case FieldValue.Binary(byte[] bytes) -> bytes;
            default -> plainText(value).getBytes(StandardCharsets.UTF_8);
        };
    }

    private static String plainText(FieldValue value) {
        return switch (value) {
            case FieldValue.LongString text -> text.text();
            case FieldValue.Binary(byte[] bytes) -> HexFormat.of().formatHex(bytes);
            case FieldValue.Bool(boolean bit) -> Boolean.toString(bit);
            default -> FieldTable.integerOf(value).isPresent()
                    ? Long.toString(FieldTable.integerOf(value).getAsLong()) : value.toString();
        };
    }

    private void header(FieldValue[] items) {
        properties.set(Property.DELIVERY_MODE, items[0] instanceof FieldValue.Bool(boolean durable) && durable ? "2" : "1");
        FieldTable.integerOf(items[1]).ifPresent(priority ->
                properties.set(Property.PRIORITY, Long.toString(priority)));
        FieldTable.integerOf(items[2]).ifPresent(ttl -> properties.set(Property.EXPIRATION, Long.toString(ttl)));
    }

    private void properties(FieldValue[] items) {
        for (int i = 0; i < PLACES.length; i++) {
            Property property = PLACES[i];
            if (property == null || items[i] == FieldValue.Void.VOID) {
                continue;
            }
            if (property == Property.TIMESTAMP) {
                if (items[i] instanceof FieldValue.Timestamp(long seconds) && seconds >= 0) {
                    properties.set(property, Long.toString(seconds));
                }
                continue;
            }
            String text = property == Property.USER_ID && items[i] instanceof FieldValue.Binary(byte[] bytes)
                    ? new String(bytes, StandardCharsets.UTF_8) : plainText(items[i]);
            if (text.getBytes(StandardCharsets.UTF_8).length <= SHORT_STRING_MAX) {
                properties.set(property, text);
            }
        }
    }

    /** What starts with {@code x-} is a header to AMQP 0-9-1, as RabbitMQ has it. */
    private void annotations(FieldValue map) {
        if (map instanceof FieldTable table) {
            for (FieldTable.Entry entry : table) {
                if (entry.name().equals("x-basic-type") && entry.value() instanceof FieldValue.LongString type
                        && type.bytes().length <= SHORT_STRING_MAX) {
                    properties.set(Property.TYPE, type.text());
                } else if (entry.name().startsWith("x-")) {
                    addHeader(entry);
                }
            }
        }
    }

    private void applicationProperties(FieldValue map) {
        if (map instanceof FieldTable table) {
            table.forEach(this::addHeader);
        }
    }

    private void addHeader(FieldTable.Entry entry) {
        if (entry.name().getBytes(StandardCharsets.UTF_8).length <= SHORT_STRING_MAX) {
            headers.add(entry.name(), entry.value());
        }
    }

    /** One data section and nothing else. */
    boolean isPlain() {
        return bodySections == 1 && otherSections == 0 && !oddBody;
    }

    /** Whether the message is sections and then one data section. */
    boolean hasSimpleBody() {
        return bodySections == 1 && !oddBody;
    }

    /** Whether there is a body at all, as a message must have. */
    boolean hasBody() {
        return bodySections > 0;
    }

    /** How many bytes the sections before the body take. */
    int bodyStart() {
        return bodyStart;
    }

    /** The body's bytes. */
    ByteBuffer body() {
        return body.duplicate();
    }

    /** The properties and headers as a content header of AMQP 0-9-1 has them. */
    ByteBuffer propertyList() {
        ByteWriter list = new ByteWriter(128);
        FieldTable table = headers.build();
        (table.isEmpty() ? properties : properties.headers(table)).build().writeTo(list);
        return list.toBuffer();
    }
}
