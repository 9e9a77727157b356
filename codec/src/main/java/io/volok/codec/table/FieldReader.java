package io.volok.codec.table;

import io.volok.codec.bytes.ByteReader;
import io.volok.codec.bytes.MalformedBytes;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads field tables from their binary form.
 *
 * <pre>
 *   table = length uint32, { name short string, value } ...
 *   array = length uint32, { value } ...
 *   value = tag byte, content by tag
 * </pre>
 */
public final class FieldReader {

    /** How deep tables and arrays may lie within each other. */
    public static final int MAX_DEPTH = 64;

    private FieldReader() {
    }

    /**
     * Reads a table at the buffer's position and moves behind it.
     *
     * @throws MalformedBytes if it is not a table
     */
    public static FieldTable table(ByteBuffer in) {
        return table(in, 1);
    }

    /**
     * Reads a value with its tag at the buffer's position and moves behind it.
     *
     * @throws MalformedBytes if it is not a value
     */
    public static FieldValue value(ByteBuffer in) {
        return value(in, ByteReader.u8(in), 1);
    }

    /** Reads the content of a value of type {@code tag} at the buffer's position and moves behind it. */
    public static FieldValue value(ByteBuffer in, char tag) {
        return value(in, tag, 1);
    }

    private static FieldTable table(ByteBuffer in, int depth) {
        int length = ByteReader.lengthOfLongString(in);
        if (length == 0) {
            return FieldTable.EMPTY;
        }
        int outerLimit = in.limit();
        in.limit(in.position() + length);
        List<FieldTable.Entry> entries = new ArrayList<>();
        while (in.hasRemaining()) {
            String name = ByteReader.shortString(in);
            entries.add(new FieldTable.Entry(name, value(in, ByteReader.u8(in), depth)));
        }
        in.limit(outerLimit);
        return FieldTable.of(entries);
    }

    private static FieldValue.Array array(ByteBuffer in, int depth) {
        int length = ByteReader.lengthOfLongString(in);
        int outerLimit = in.limit();
        in.limit(in.position() + length);
        List<FieldValue> values = new ArrayList<>();
        while (in.hasRemaining()) {
            values.add(value(in, ByteReader.u8(in), depth));
        }
        in.limit(outerLimit);
        return new FieldValue.Array(values);
    }

    private static FieldValue value(ByteBuffer in, int tag, int depth) {
        return switch (tag) {
            case 'S' -> new FieldValue.LongString(ByteReader.longString(in));
            case 'I' -> new FieldValue.Int32(ByteReader.i32(in));
            case 'l' -> new FieldValue.Int64(ByteReader.i64(in));
            case 't' -> new FieldValue.Bool(ByteReader.u8(in) != 0);
            case 'T' -> new FieldValue.Timestamp(ByteReader.i64(in));
            case 'F' -> table(in, deeper(in, depth));
            case 'A' -> array(in, deeper(in, depth));
            case 'd' -> new FieldValue.Float64(ByteReader.i64(in));
            case 'f' -> new FieldValue.Float32(ByteReader.i32(in));
            case 'b' -> new FieldValue.Int8((byte) ByteReader.u8(in));
            case 'B' -> new FieldValue.UInt8(ByteReader.u8(in));
            case 's' -> new FieldValue.Int16((short) ByteReader.u16(in));
            case 'u' -> new FieldValue.UInt16(ByteReader.u16(in));
            case 'i' -> new FieldValue.UInt32(ByteReader.u32(in));
            case 'L' -> new FieldValue.UInt64(ByteReader.i64(in));
            case 'D' -> decimal(in);
            case 'V' -> FieldValue.Void.VOID;
            case 'x' -> new FieldValue.Binary(ByteReader.longString(in));
            default -> throw new MalformedBytes(in.position() - 1, "unknown field type " + tag);
        };
    }

    private static FieldValue decimal(ByteBuffer in) {
        int scale = ByteReader.u8(in);
        return new FieldValue.Decimal(scale, ByteReader.i32(in));
    }

    private static int deeper(ByteBuffer in, int depth) {
        if (depth == MAX_DEPTH) {
            throw new MalformedBytes(in.position(), "field table deeper than " + MAX_DEPTH + " levels");
        }
        return depth + 1;
    }
}
