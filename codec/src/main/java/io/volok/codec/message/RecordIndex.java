package io.volok.codec.message;

import io.volok.codec.record.RecordView;

/**
 * Where in a record the properties of the AMQP message lie: one walk over the record headers, kept in arrays.
 */
final class RecordIndex {

    private static final int ABSENT = -1;
    private static final int PROPERTY_SLOTS = (1 << Property.COUNT) - 1;
    private static final int PERSISTENT = 2;
    private static final int MILLIS_PER_SECOND = 1000;
    private static final int MAX_SHORT_STRING = 255;

    private final int[] starts = new int[RecordNames.SLOTS];
    private final int[] lengths = new int[RecordNames.SLOTS];
    private RecordView record;
    private byte[] array;
    private int present;
    private int plainHeaders;
    private int flags;

    /** Reads the record; leaves its header cursor at the end and its mark at the first header of the message. */
    void read(RecordView newRecord) {
        record = newRecord;
        array = newRecord.array();
        present = 0;
        plainHeaders = 0;
        newRecord.rewindHeaders();
        while (newRecord.nextHeader()) {
            int slot = slotOfHeader(newRecord);
            if (slot == ABSENT) {
                if (plainHeaders++ == 0) {
                    newRecord.markHeader();
                }
            } else if ((present & 1 << slot) == 0 && newRecord.headerValueLength() >= 0) {
                present |= 1 << slot;
                starts[slot] = newRecord.headerValueStart();
                lengths[slot] = newRecord.headerValueLength();
            }
        }
        flags = computeFlags();
    }

    /** The slot that the record's current header fills; -1 if it is a header of the message. */
    static int slotOfHeader(RecordView record) {
        int start = record.headerNameStart();
        int length = record.headerNameLength();
        if (!RecordNames.hasPrefix(record.array(), start, length)) {
            return ABSENT;
        }
        return RecordNames.slotOf(record.array(), start, length);
    }

    private int computeFlags() {
        int result = hasTable() ? Property.HEADERS_FLAG : 0;
        for (int left = present & PROPERTY_SLOTS; left != 0; left &= left - 1) {
            Property property = Property.ALL[Integer.numberOfTrailingZeros(left)];
            if (isUsable(property)) {
                result |= property.flag();
            }
        }
        if (!isFromAmqp()) {
            result |= Property.DELIVERY_MODE.flag();
            if (record.timestamp() >= 0) {
                result |= Property.TIMESTAMP.flag();
            }
        }
        return result;
    }

    /** Whether a property that is there can be written on the wire; Kafka producers may write anything. */
    private boolean isUsable(Property property) {
        int slot = property.ordinal();
        int length = lengths[slot];
        return switch (property.kind()) {
            case TEXT -> length <= MAX_SHORT_STRING;
            case SECONDS -> DecimalText.isUnsigned(array, starts[slot], length);
            case OCTET -> length <= 3 && DecimalText.isUnsigned(array, starts[slot], length)
                    && DecimalText.parse(array, starts[slot], length) <= 0xFF;
        };
    }

    RecordView record() {
        return record;
    }

    /** Whether an AMQP publisher wrote the record: only then is what is absent meant to be absent. */
    boolean isFromAmqp() {
        return has(RecordNames.EXCHANGE);
    }

    /** The property flags of the content header. */
    int flags() {
        return flags;
    }

    boolean has(Property property) {
        return (flags & property.flag()) != 0;
    }

    /** Whether the message has a header table, be it empty. */
    boolean hasTable() {
        return plainHeaders > 0 || has(RecordNames.TYPES) || record.keyLength() >= 0 || record.valueLength() < 0;
    }

    /** How many record headers are headers of the message. */
    int plainHeaders() {
        return plainHeaders;
    }

    boolean has(int slot) {
        return (present & 1 << slot) != 0;
    }

    int start(int slot) {
        return starts[slot];
    }

    int length(int slot) {
        return lengths[slot];
    }

    /** The value of a property that is a number and that {@link #has(Property)} says is there. */
    long number(Property property) {
        int slot = property.ordinal();
        if (has(slot) && isUsable(property)) {
            return DecimalText.parse(array, starts[slot], lengths[slot]);
        }
        return property == Property.DELIVERY_MODE ? PERSISTENT : record.timestamp() / MILLIS_PER_SECOND;
    }

    /** The place in the table that is noted in a slot; the greatest int, the end, if none is. */
    int place(int slot) {
        if (!has(slot) || lengths[slot] > 9 || !DecimalText.isUnsigned(array, starts[slot], lengths[slot])) {
            return Integer.MAX_VALUE;
        }
        return (int) DecimalText.parse(array, starts[slot], lengths[slot]);
    }
}
