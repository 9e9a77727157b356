package io.volok.codec.record;

import io.volok.codec.bytes.ByteWriter;

/**
 * The part of a record that does not depend on its place: key, value and headers.
 *
 * <pre>
 *   keyLength varint (-1: null), key, valueLength varint (-1: null), value,
 *   headerCount varint, { nameLength varint, name, valueLength varint (-1: null), value } ...
 * </pre>
 *
 * <p>A published message is written in this form once and then copied into the batch of each log it is routed to.
 * This object only says where the bytes are. Whoever made it owns the array; with {@link #copy} a body is kept.
 */
public final class RecordBody {

    private byte[] array;
    private int offset;
    private int length;

    /** A body that lies in {@code array}. */
    public RecordBody(byte[] array, int offset, int length) {
        wrap(array, offset, length);
    }

    /** Points to other bytes. */
    public RecordBody wrap(byte[] newArray, int newOffset, int newLength) {
        array = newArray;
        offset = newOffset;
        length = newLength;
        return this;
    }

    /** The array in which the body lies. */
    public byte[] array() {
        return array;
    }

    /** Where in the array it starts. */
    public int offset() {
        return offset;
    }

    /** How many bytes it takes. */
    public int length() {
        return length;
    }

    /** The same body in an array of its own. */
    public RecordBody copy() {
        byte[] own = new byte[length];
        System.arraycopy(array, offset, own, 0, length);
        return new RecordBody(own, 0, length);
    }

    /** A body without headers; key and value may be null. */
    public static RecordBody of(byte[] key, byte[] value) {
        int keyLength = key == null ? 0 : key.length;
        int valueLength = value == null ? 0 : value.length;
        ByteWriter out = new ByteWriter(16 + keyLength + valueLength);
        writeNullable(out, key);
        writeNullable(out, value);
        out.varint(0);
        return new RecordBody(out.array(), 0, out.size());
    }

    /** Writes a length and the bytes, or -1 for null: how keys, values and header values are written. */
    public static void writeNullable(ByteWriter out, byte[] bytes) {
        if (bytes == null) {
            out.varint(-1);
        } else {
            out.varint(bytes.length);
            out.bytes(bytes);
        }
    }
}
