package io.volok.codec.record;

import io.volok.codec.bytes.MalformedBytes;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A look at one uncompressed record in a byte array. Reused from record to record; allocates nothing.
 *
 * <pre>
 *   length varint | attributes int8 | timestampDelta varlong | offsetDelta varint | body (see {@link RecordBody})
 * </pre>
 *
 * <p>Key and value are found when the view is set; headers are read while they are walked, with one cursor:
 * {@code view.rewindHeaders(); while (view.nextHeader()) { ... }}. {@link #findHeader} moves the same cursor.
 */
public final class RecordView {

    private byte[] array;
    private int bodyStart;
    private int end;
    private long offset;
    private long timestamp;
    private boolean control;

    private int keyStart;
    private int keyLength;
    private int valueStart;
    private int valueLength;
    private int headerCount;
    private int headersStart;

    private int cursor;
    private int headersLeft;
    private int headerStart;
    private int mark;
    private int headersLeftAtMark;
    private int nameStart;
    private int nameLength;
    private int headerValueStart;
    private int headerValueLength;

    /** A view of nothing until it is set. */
    public RecordView() {
        array = new byte[] {1, 1, 0};
        wrapBody(array, 0, array.length);
    }

    /**
     * Looks at a body that is in no batch (yet): offset -1, timestamp -1.
     *
     * @throws MalformedBytes if key, value and header count do not fit
     */
    public RecordView wrapBody(byte[] newArray, int start, int length) {
        return set(newArray, start, start + length, -1, -1, false);
    }

    /** As {@link #wrapBody(byte[], int, int)}, with the timestamp the record has or will have. */
    public RecordView wrapBody(RecordBody body, long timestampMs) {
        return set(body.array(), body.offset(), body.offset() + body.length(), -1, timestampMs, false);
    }

    RecordView set(
            byte[] newArray, int newBodyStart, int newEnd, long newOffset, long newTimestamp, boolean isControl) {
        array = newArray;
        bodyStart = newBodyStart;
        end = newEnd;
        offset = newOffset;
        timestamp = newTimestamp;
        control = isControl;
        cursor = newBodyStart;
        keyLength = nullableLength();
        keyStart = cursor;
        cursor += Math.max(keyLength, 0);
        valueLength = nullableLength();
        valueStart = cursor;
        cursor += Math.max(valueLength, 0);
        headerCount = varint();
        if (headerCount < 0 || headerCount > end - cursor) {
            throw new MalformedBytes(cursor, "record with " + headerCount + " headers");
        }
        headersStart = cursor;
        headersLeft = headerCount;
        return this;
    }

    /** The record's offset in its log, -1 if it is in none. */
    public long offset() {
        return offset;
    }

    /** The record's timestamp in milliseconds, -1 if it has none. */
    public long timestamp() {
        return timestamp;
    }

    /** Whether this is a transaction marker, not data. */
    public boolean isControl() {
        return control;
    }

    /** The array in which everything lies. */
    public byte[] array() {
        return array;
    }

    /** Where the body starts. */
    public int bodyStart() {
        return bodyStart;
    }

    /** Bytes of the body. */
    public int bodyLength() {
        return end - bodyStart;
    }

    /** Where the key starts. */
    public int keyStart() {
        return keyStart;
    }

    /** Bytes of the key, -1 for null. */
    public int keyLength() {
        return keyLength;
    }

    /** Where the value starts. */
    public int valueStart() {
        return valueStart;
    }

    /** Bytes of the value, -1 for null. */
    public int valueLength() {
        return valueLength;
    }

    /** The key as a buffer over the array, or null. */
    public ByteBuffer key() {
        return keyLength < 0 ? null : ByteBuffer.wrap(array, keyStart, keyLength);
    }

    /** The value as a buffer over the array, or null. */
    public ByteBuffer value() {
        return valueLength < 0 ? null : ByteBuffer.wrap(array, valueStart, valueLength);
    }

    /** How many headers. */
    public int headerCount() {
        return headerCount;
    }

    /** Puts the header cursor before the first header. */
    public void rewindHeaders() {
        cursor = headersStart;
        headersLeft = headerCount;
    }

    /**
     * Moves to the next header.
     *
     * @return false if there is none
     * @throws MalformedBytes if it does not fit into the record
     */
    public boolean nextHeader() {
        if (headersLeft == 0) {
            return false;
        }
        headersLeft--;
        headerStart = cursor;
        nameLength = nullableLength();
        if (nameLength < 0) {
            throw new MalformedBytes(cursor, "record header without a name");
        }
        nameStart = cursor;
        cursor += nameLength;
        headerValueLength = nullableLength();
        headerValueStart = cursor;
        cursor += Math.max(headerValueLength, 0);
        return true;
    }

    /** Remembers the current header for {@link #returnToMark}. */
    public void markHeader() {
        mark = headerStart;
        headersLeftAtMark = headersLeft + 1;
    }

    /** Puts the header cursor before the header that was marked on this record. */
    public void returnToMark() {
        cursor = mark;
        headersLeft = headersLeftAtMark;
    }

    /** Moves to the first header of that name. */
    public boolean findHeader(byte[] name) {
        rewindHeaders();
        while (nextHeader()) {
            if (headerNameIs(name)) {
                return true;
            }
        }
        return false;
    }

    /** Where the current header's name starts. */
    public int headerNameStart() {
        return nameStart;
    }

    /** Bytes of the current header's name. */
    public int headerNameLength() {
        return nameLength;
    }

    /** Whether the current header is called so. */
    public boolean headerNameIs(byte[] name) {
        return nameLength == name.length
                && Arrays.equals(array, nameStart, nameStart + nameLength, name, 0, name.length);
    }

    /** Where the current header's value starts. */
    public int headerValueStart() {
        return headerValueStart;
    }

    /** Bytes of the current header's value, -1 for null. */
    public int headerValueLength() {
        return headerValueLength;
    }

    /**
     * Walks all headers and verifies that they end where the record ends. For records that strangers wrote; leaves
     * the header cursor rewound.
     */
    public void checkHeaders() {
        rewindHeaders();
        while (nextHeader()) {
            // Walking is the check: each step verifies its lengths.
        }
        if (cursor != end) {
            throw new MalformedBytes(cursor, "record with " + (end - cursor) + " bytes behind its headers");
        }
        rewindHeaders();
    }

    /** Takes a length of -1 or more that fits into what is left. */
    private int nullableLength() {
        int length = varint();
        if (length < -1 || length > end - cursor) {
            throw new MalformedBytes(cursor, "record field of length " + length);
        }
        return length;
    }

    private int varint() {
        int at = cursor;
        if (at < end) {
            byte first = array[at];
            if (first >= 0) {
                cursor = at + 1;
                return (first >>> 1) ^ -(first & 1);
            }
        }
        return longVarint(at);
    }

    private int longVarint(int start) {
        int zigzag = 0;
        int at = start;
        for (int shift = 0; shift < 35; shift += 7) {
            if (at >= end) {
                throw new MalformedBytes(at, "record is cut");
            }
            byte next = array[at++];
            zigzag |= (next & 0x7F) << shift;
            if (next >= 0) {
                cursor = at;
                return (zigzag >>> 1) ^ -(zigzag & 1);
            }
        }
        throw new MalformedBytes(start, "varint longer than 5 bytes");
    }
}
