package io.volok.codec.message;

import io.volok.codec.bytes.ByteWriter;
import io.volok.codec.bytes.ShortString;
import io.volok.codec.bytes.Utf8;
import io.volok.codec.record.RecordView;

/**
 * Turns a stored record into the parts of an AMQP delivery: names, property list and body. Reusable; allocates nothing.
 *
 * <p>{@link #read} looks at the record and keeps looking at it: the record's array must stay as it is until the parts
 * are written. Kafka's records get the properties that docs/mapping.md gives them.
 */
public final class MessageDecoder {

    private static final int MAX_EXTRA_HEADERS = 4;

    private final RecordIndex index = new RecordIndex();
    private final TypeNotes notes = new TypeNotes();
    private final ShortString[] extraNames = new ShortString[MAX_EXTRA_HEADERS];
    private final long[] extraValues = new long[MAX_EXTRA_HEADERS];
    private int extras;
    private RecordView record = new RecordView();
    private byte[] array = record.array();
    private boolean typed;

    /** Looks at a record; extra headers of the one before are forgotten. */
    public MessageDecoder read(RecordView newRecord) {
        record = newRecord;
        array = newRecord.array();
        extras = 0;
        index.read(newRecord);
        return this;
    }

    /**
     * Adds a header of a 64-bit integer to the delivery, in place of any of that name, such as
     * {@code x-delivery-count} or {@code x-stream-offset}. At most four.
     */
    public void addHeader(ShortString name, long value) {
        extraNames[extras] = name;
        extraValues[extras] = value;
        extras++;
    }

    /** Whether an AMQP publisher wrote the message; Kafka's records have no exchange. */
    public boolean isFromAmqp() {
        return index.isFromAmqp();
    }

    /** Writes the exchange as a short string; {@code otherwise} if the record has none. */
    public void writeExchange(ByteWriter out, ShortString otherwise) {
        writeName(out, RecordNames.EXCHANGE, otherwise);
    }

    /** Writes the routing key as a short string; {@code otherwise} if the record has none. */
    public void writeRoutingKey(ByteWriter out, ShortString otherwise) {
        writeName(out, RecordNames.ROUTING_KEY, otherwise);
    }

    private void writeName(ByteWriter out, int slot, ShortString otherwise) {
        if (index.has(slot) && index.length(slot) <= ShortString.MAX_BYTES) {
            out.shortString(array, index.start(slot), index.length(slot));
        } else {
            out.shortString(otherwise);
        }
    }

    /** The array in which the body lies. */
    public byte[] bodyArray() {
        return array;
    }

    /** Where the body starts. */
    public int bodyStart() {
        return record.valueStart();
    }

    /** How many bytes of body; a null value has none. */
    public int bodyLength() {
        return Math.max(record.valueLength(), 0);
    }

    /** Writes property flags and properties, as they stand in a content header. */
    public void writeProperties(ByteWriter out) {
        int flags = extras > 0 ? index.flags() | Property.HEADERS_FLAG : index.flags();
        out.u16(flags);
        for (int left = flags; left != 0; left = Property.withoutFirst(left)) {
            Property property = Property.first(left);
            if (property == null) {
                writeTable(out);
            } else {
                writeProperty(out, property);
            }
        }
    }

    private void writeProperty(ByteWriter out, Property property) {
        switch (property.kind()) {
            case TEXT -> out.shortString(array, index.start(property.ordinal()), index.length(property.ordinal()));
            case OCTET -> out.u8((int) index.number(property));
            case SECONDS -> out.u64(index.number(property));
        }
    }

    /** Writes the header table with its length. */
    void writeTable(ByteWriter out) {
        int lengthAt = out.reserve(4);
        typed = index.has(RecordNames.TYPES);
        if (typed) {
            notes.open(array, index.start(RecordNames.TYPES), index.length(RecordNames.TYPES));
        }
        int keyPlace = record.keyLength() < 0 ? -1 : index.place(RecordNames.KEY_PLACE);
        int tombstonePlace = record.valueLength() >= 0 ? -1 : index.place(RecordNames.TOMBSTONE_PLACE);
        int place = 0;
        if (index.plainHeaders() > 0) {
            record.returnToMark();
            while (record.nextHeader()) {
                if (RecordIndex.slotOfHeader(record) >= 0) {
                    continue;
                }
                while (place == keyPlace || place == tombstonePlace) {
                    writeLifted(out, place == keyPlace);
                    place++;
                }
                writeHeader(out);
                place++;
            }
        }
        if (keyPlace >= place && keyPlace <= tombstonePlace) {
            writeLifted(out, true);
        }
        if (tombstonePlace >= place) {
            writeLifted(out, false);
        }
        if (keyPlace >= place && keyPlace > tombstonePlace) {
            writeLifted(out, true);
        }
        writeExtras(out);
        out.patchU32(lengthAt, out.size() - lengthAt - 4);
    }

    /** Writes a header that the record keeps elsewhere: its key or the mark of a tombstone. */
    private void writeLifted(ByteWriter out, boolean key) {
        if (key) {
            byte[] name = RecordNames.KEY_HEADER;
            writeEntry(out, name, 0, name.length, record.keyStart(), record.keyLength());
            return;
        }
        byte[] name = RecordNames.TOMBSTONE_HEADER;
        if (!isExtra(name, 0, name.length)) {
            out.shortString(name, 0, name.length);
            out.u8('t');
            out.u8(1);
        }
    }

    private void writeHeader(ByteWriter out) {
        int nameStart = record.headerNameStart();
        int nameLength = record.headerNameLength();
        if (RecordNames.isEscaped(array, nameStart, nameLength)) {
            nameStart += RecordNames.ESCAPE.length;
            nameLength -= RecordNames.ESCAPE.length;
        }
        // Kafka allows longer names than AMQP can carry; such a header is not shown.
        if (nameLength <= ShortString.MAX_BYTES) {
            writeEntry(out, array, nameStart, nameLength, record.headerValueStart(), record.headerValueLength());
        }
    }

    private void writeEntry(ByteWriter out, byte[] names, int nameStart, int nameLength, int start, int length) {
        boolean noted = typed && notes.take(names, nameStart, nameLength);
        if (isExtra(names, nameStart, nameLength)) {
            return;
        }
        out.shortString(names, nameStart, nameLength);
        if (length < 0) {
            out.u8('V');
        } else if (!noted || !FieldText.read(out, notes.tag(), notes.isBinary(), array, start, length)) {
            out.u8(Utf8.isValid(array, start, length) ? 'S' : 'x');
            out.longString(array, start, length);
        }
    }

    private boolean isExtra(byte[] names, int nameStart, int nameLength) {
        for (int i = 0; i < extras; i++) {
            if (extraNames[i].equalsBytes(names, nameStart, nameLength)) {
                return true;
            }
        }
        return false;
    }

    private void writeExtras(ByteWriter out) {
        for (int i = 0; i < extras; i++) {
            out.shortString(extraNames[i]);
            out.u8('l');
            out.u64(extraValues[i]);
        }
    }

    RecordIndex index() {
        return index;
    }
}
