package io.volok.codec.amqp1;

import io.volok.codec.bytes.ByteWriter;
import io.volok.codec.message.MessageProperties;
import io.volok.codec.message.MessageView;
import io.volok.codec.message.Property;
import io.volok.codec.message.StreamNote;
import io.volok.codec.record.RecordView;
import io.volok.codec.table.FieldTable;
import io.volok.codec.table.FieldValue;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Writes a record, whoever produced it, as an AMQP 1.0 message for stream consumers.
 *
 * <p>One per session.
 */
public final class StreamMessageDecoder {

    /** Where AMQP 0-9-1 publishers put the value by which a message can be filtered. */
    private static final byte[] FILTER_HEADER = "x-stream-filter-value".getBytes(StandardCharsets.US_ASCII);

    /** The version of what is no AMQP message. */
    static final byte[] RAW = "raw".getBytes(StandardCharsets.US_ASCII);
    private static final int PROPERTIES_COUNT = 11;
    private static final String PERSISTENT = "2";

    private final MessageView view = new MessageView();

    /** Appends the message. */
    public void write(RecordView record, ByteWriter out) {
        view.set(record);
        ByteBuffer whole = view.note(StreamNote.MESSAGE);
        if (whole != null) {
            out.bytes(whole);
            return;
        }
        ByteBuffer version = view.note(StreamNote.VERSION);
        if (version != null && version.equals(ByteBuffer.wrap(RAW))) {
            out.bytes(record.array(), record.valueStart(), view.bodyLength());
            return;
        }
        ValueWriter writer = new ValueWriter(out);
        ByteBuffer sections = view.note(StreamNote.SECTIONS);
        if (sections != null) {
            out.bytes(sections);
        } else {
            sections(writer);
        }
        writer.section(Section.DATA);
        writer.binaryHead(view.bodyLength());
        if (view.bodyLength() > 0) {
            out.bytes(record.array(), record.valueStart(), view.bodyLength());
        }
    }

    /** The value by which a record can be filtered, as a view of it; null if it has none. */
    public ByteBuffer filterValue(RecordView record) {
        ByteBuffer noted = view.set(record).note(StreamNote.FILTER_VALUE);
        if (noted != null || !record.findHeader(FILTER_HEADER)) {
            return noted;
        }
        return ByteBuffer.wrap(record.array(), record.headerValueStart(), record.headerValueLength()).slice();
    }

    private void sections(ValueWriter writer) {
        boolean foreign = view.note(StreamNote.VERSION) == null;
        MessageProperties properties = view.properties();
        header(writer, properties, foreign);
        annotations(writer, properties, foreign);
        properties(writer, properties);
        List<FieldTable.Entry> simple = properties.headers().entries().stream().filter(entry -> !isAnnotation(entry)).toList();
        if (!simple.isEmpty()) {
            writer.section(Section.APPLICATION_PROPERTIES);
            writer.map(simple.size(), () -> simple.forEach(entry -> {
                writer.text(entry.name());
                writer.value(entry.value());
            }));
        }
    }

    /** A persistent message without priority and time to live needs no header where the broker wrote none before. */
    private static void header(ValueWriter writer, MessageProperties properties, boolean foreign) {
        boolean durable = properties.text(Property.DELIVERY_MODE).map(PERSISTENT::equals).orElse(false);
        Optional<String> priority = properties.text(Property.PRIORITY);
        Optional<String> ttl = properties.text(Property.EXPIRATION).filter(StreamMessageDecoder::isTtl);
        if (!foreign && durable && priority.isEmpty() && ttl.isEmpty()) {
            return;
        }
        writer.section(Section.HEADER);
        writer.list(ttl.isPresent() ? 3 : priority.isPresent() ? 2 : 1, () -> {
            writer.bool(durable);
            priority.ifPresentOrElse(text -> writer.ubyte(Integer.parseInt(text)), () -> {
                if (ttl.isPresent()) {
                    writer.nothing();
                }
            });
            ttl.ifPresent(text -> writer.uint(Long.parseLong(text)));
        });
    }

    private static boolean isTtl(String text) {
        return text.matches("[0-9]{1,10}") && Long.parseLong(text) <= 0xFFFF_FFFFL;
    }

    private void annotations(ValueWriter writer, MessageProperties properties, boolean foreign) {
        List<FieldTable.Entry> annotations = new ArrayList<>();
        if (foreign && view.isFromAmqp()) {
            annotations.add(new FieldTable.Entry("x-exchange", FieldValue.of(view.exchange())));
            annotations.add(new FieldTable.Entry("x-routing-key", FieldValue.of(view.routingKey())));
        }
        properties.text(Property.TYPE)
                .ifPresent(type -> annotations.add(new FieldTable.Entry("x-basic-type", FieldValue.of(type))));
        properties.headers().entries().stream().filter(StreamMessageDecoder::isAnnotation).forEach(annotations::add);
        if (!annotations.isEmpty()) {
            writer.section(Section.MESSAGE_ANNOTATIONS);
            writer.map(annotations.size(), () -> annotations.forEach(entry -> {
                writer.symbol(entry.name());
                writer.value(entry.value());
            }));
        }
    }

    /** Application properties may hold simple values only, so all others are annotations, as are {@code x-} headers. */
    private static boolean isAnnotation(FieldTable.Entry entry) {
        return entry.name().startsWith("x-") || entry.value() instanceof FieldTable
                || entry.value() instanceof FieldValue.Array;
    }

    private static void properties(ValueWriter writer, MessageProperties properties) {
        FieldValue[] items = new FieldValue[PROPERTIES_COUNT];
        text(properties, Property.MESSAGE_ID, items, 0);
        properties.text(Property.USER_ID).ifPresent(user ->
                items[1] = new FieldValue.Binary(user.getBytes(StandardCharsets.UTF_8)));
        text(properties, Property.REPLY_TO, items, 4);
        text(properties, Property.CORRELATION_ID, items, 5);
        text(properties, Property.CONTENT_TYPE, items, 6);
        text(properties, Property.CONTENT_ENCODING, items, 7);
        properties.text(Property.TIMESTAMP).ifPresent(seconds ->
                items[9] = new FieldValue.Timestamp(Long.parseUnsignedLong(seconds)));
        text(properties, Property.APP_ID, items, 10);
        int count = PROPERTIES_COUNT;
        while (count > 0 && items[count - 1] == null) {
            count--;
        }
        if (count > 0) {
            int present = count;
            writer.section(Section.PROPERTIES);
            writer.list(present, () -> {
                for (int i = 0; i < present; i++) {
                    item(writer, items[i], i);
                }
            });
        }
    }

    private static void item(ValueWriter writer, FieldValue item, int place) {
        switch (item) {
            case null -> writer.nothing();
            case FieldValue.LongString text when place == 6 || place == 7 -> writer.symbol(text.text());
            default -> writer.value(item);
        }
    }

    private static void text(MessageProperties properties, Property property, FieldValue[] items, int place) {
        properties.text(property).ifPresent(text -> items[place] = FieldValue.of(text));
    }
}
