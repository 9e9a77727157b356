package io.volok.codec.message;

import io.volok.codec.bytes.MalformedBytes;
import io.volok.codec.bytes.Utf8;
import io.volok.codec.table.FieldScan;

/**
 * Walks the entries of a binary field table without making objects. The table's bounds are known; what lies within is
 * verified on the way.
 */
final class TableScan {

    private byte[] array;
    private int end;
    private int next;
    private int nameStart;
    private int nameLength;
    private int tag;
    private int contentStart;
    private int contentEnd;

    void open(byte[] newArray, int start, int newEnd) {
        array = newArray;
        end = newEnd;
        next = start;
    }

    boolean next() {
        if (next >= end) {
            return false;
        }
        nameLength = array[next] & 0xFF;
        nameStart = next + 1;
        int tagAt = nameStart + nameLength;
        if (tagAt >= end) {
            throw new MalformedBytes(next, "field table is cut");
        }
        tag = array[tagAt] & 0xFF;
        contentStart = tagAt + 1;
        contentEnd = FieldScan.skipContent(array, tag, contentStart, end);
        next = contentEnd;
        return true;
    }

    int nameStart() {
        return nameStart;
    }

    int nameLength() {
        return nameLength;
    }

    boolean nameIs(byte[] name) {
        return RecordNames.is(name, array, nameStart, nameLength);
    }

    int tag() {
        return tag;
    }

    /** Where the content starts; for strings and bytes their length comes first. */
    int contentStart() {
        return contentStart;
    }

    int contentEnd() {
        return contentEnd;
    }

    /** Where the bytes of a string or byte array start. */
    int bytesStart() {
        return contentStart + 4;
    }

    int bytesLength() {
        return contentEnd - contentStart - 4;
    }

    /** The content of a number, as its bits without sign. */
    long bits() {
        long value = 0;
        for (int i = contentStart; i < contentEnd; i++) {
            value = value << 8 | (array[i] & 0xFF);
        }
        return value;
    }

    /** Whether the type must be noted because the record header's value would not tell it. */
    boolean needsType() {
        if (tag == 'S') {
            return !Utf8.isValid(array, bytesStart(), bytesLength());
        }
        return tag != 'V';
    }
}
