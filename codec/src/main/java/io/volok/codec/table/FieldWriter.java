package io.volok.codec.table;

import io.volok.codec.bytes.ByteWriter;

/** Writes field tables in their binary form (drawn at {@link FieldReader}). */
public final class FieldWriter {

    private FieldWriter() {
    }

    /**
     * Writes a table.
     *
     * @throws IllegalArgumentException if a name takes more than 255 bytes
     */
    public static void table(ByteWriter out, FieldTable table) {
        int lengthAt = out.reserve(4);
        for (FieldTable.Entry entry : table.entries()) {
            out.shortString(entry.name());
            value(out, entry.value());
        }
        out.patchU32(lengthAt, out.size() - lengthAt - 4);
    }

    /** Writes a value with its tag. */
    public static void value(ByteWriter out, FieldValue value) {
        out.u8(value.tag());
        content(out, value);
    }

    /** Writes a value without its tag. */
    public static void content(ByteWriter out, FieldValue value) {
        switch (value) {
            case FieldValue.Bool v -> out.u8(v.value() ? 1 : 0);
            case FieldValue.Int8 v -> out.u8(v.value());
            case FieldValue.UInt8 v -> out.u8(v.value());
            case FieldValue.Int16 v -> out.u16(v.value());
            case FieldValue.UInt16 v -> out.u16(v.value());
            case FieldValue.Int32 v -> out.u32(v.value());
            case FieldValue.UInt32 v -> out.u32((int) v.value());
            case FieldValue.Int64 v -> out.u64(v.value());
            case FieldValue.UInt64 v -> out.u64(v.bits());
            case FieldValue.Float32 v -> out.u32(v.bits());
            case FieldValue.Float64 v -> out.u64(v.bits());
            case FieldValue.Decimal v -> {
                out.u8(v.scale());
                out.u32(v.unscaled());
            }
            case FieldValue.LongString v -> out.longString(v.bytes(), 0, v.bytes().length);
            case FieldValue.Timestamp v -> out.u64(v.seconds());
            case FieldValue.Array v -> array(out, v);
            case FieldValue.Void v -> { }
            case FieldValue.Binary v -> out.longString(v.bytes(), 0, v.bytes().length);
            case FieldTable v -> table(out, v);
        }
    }

    private static void array(ByteWriter out, FieldValue.Array array) {
        int lengthAt = out.reserve(4);
        for (FieldValue value : array.values()) {
            value(out, value);
        }
        out.patchU32(lengthAt, out.size() - lengthAt - 4);
    }
}
