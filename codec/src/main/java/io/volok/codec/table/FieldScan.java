package io.volok.codec.table;

import io.volok.codec.bytes.MalformedBytes;
import java.util.Arrays;

/**
 * Finds the ends of binary field values in an array without making objects: what the message codec's hot path needs,
 * and a full structural check of everything it steps over.
 */
public final class FieldScan {

    private static final int VARIABLE = -1;
    private static final int UNKNOWN = -2;
    private static final byte[] CONTENT_BYTES = contentBytes();

    private FieldScan() {
    }

    private static byte[] contentBytes() {
        byte[] sizes = new byte[256];
        Arrays.fill(sizes, (byte) UNKNOWN);
        sizes['V'] = 0;
        sizes['t'] = sizes['b'] = sizes['B'] = 1;
        sizes['s'] = sizes['u'] = 2;
        sizes['I'] = sizes['i'] = sizes['f'] = 4;
        sizes['D'] = 5;
        sizes['l'] = sizes['L'] = sizes['d'] = sizes['T'] = 8;
        sizes['S'] = sizes['x'] = sizes['F'] = sizes['A'] = VARIABLE;
        return sizes;
    }

    /**
     * The position behind the content of a value.
     *
     * @param tag the value's type letter
     * @param position where the content starts, behind the tag
     * @param end where the bytes end, exclusive
     * @throws MalformedBytes if the value does not end within the bytes or is no value
     */
    public static int skipContent(byte[] array, int tag, int position, int end) {
        return skipContent(array, tag, position, end, 1);
    }

    /**
     * Reads a 32-bit length that must fit between its own end and {@code end}.
     *
     * @throws MalformedBytes if it does not
     */
    public static int length(byte[] array, int position, int end) {
        if (end - position < 4) {
            throw new MalformedBytes(position, "field table is cut");
        }
        int length = (array[position] & 0xFF) << 24 | (array[position + 1] & 0xFF) << 16
                | (array[position + 2] & 0xFF) << 8 | (array[position + 3] & 0xFF);
        if (length < 0 || length > end - position - 4) {
            throw new MalformedBytes(position, "length " + (length & 0xFFFF_FFFFL)
                    + " where " + (end - position - 4) + " bytes are left");
        }
        return length;
    }

    private static int skipContent(byte[] array, int tag, int position, int end, int depth) {
        int size = CONTENT_BYTES[tag & 0xFF];
        if (size >= 0) {
            if (size > end - position) {
                throw new MalformedBytes(position, "field value is cut");
            }
            return position + size;
        }
        if (size == UNKNOWN) {
            throw new MalformedBytes(position - 1, "unknown field type " + (tag & 0xFF));
        }
        int start = position + 4;
        int contentEnd = start + length(array, position, end);
        if (tag == 'F' || tag == 'A') {
            skipValues(array, tag == 'F', start, contentEnd, depth + 1);
        }
        return contentEnd;
    }

    private static void skipValues(byte[] array, boolean named, int start, int end, int depth) {
        if (depth > FieldReader.MAX_DEPTH) {
            throw new MalformedBytes(start, "field table deeper than " + FieldReader.MAX_DEPTH + " levels");
        }
        int at = start;
        while (at < end) {
            if (named) {
                at += 1 + (array[at] & 0xFF);
            }
            if (at >= end) {
                throw new MalformedBytes(at, "field table is cut");
            }
            at = skipContent(array, array[at] & 0xFF, at + 1, end, depth);
        }
    }
}
