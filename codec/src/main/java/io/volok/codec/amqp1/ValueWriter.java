package io.volok.codec.amqp1;

import io.volok.codec.bytes.ByteWriter;
import io.volok.codec.bytes.Utf8;
import io.volok.codec.table.FieldTable;
import io.volok.codec.table.FieldValue;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Writes field values in AMQP 1.0's type system (AMQP 1.0 §1.6). */
final class ValueWriter {

    private static final int SMALL_MAX = 255;
    private static final int NULL = 0x40;

    private final ByteWriter out;

    ValueWriter(ByteWriter out) {
        this.out = out;
    }

    void section(Section section) {
        out.u8(0x00);
        out.u8(0x53);
        out.u8(section.code);
    }

    void nothing() {
        out.u8(NULL);
    }

    void bool(boolean value) {
        out.u8(value ? 0x41 : 0x42);
    }

    void ubyte(int value) {
        out.u8(0x50);
        out.u8(value);
    }

    void uint(long value) {
        out.u8(0x70);
        out.u32((int) value);
    }

    void timestamp(long ms) {
        out.u8(0x83);
        out.u64(ms);
    }

    void text(String text) {
        sized(0xa1, text.getBytes(StandardCharsets.UTF_8));
    }

    void symbol(String text) {
        sized(0xa3, text.getBytes(StandardCharsets.UTF_8));
    }

    void binary(byte[] bytes) {
        sized(0xa0, bytes);
    }

    /** The head of a binary whose bytes follow. */
    void binaryHead(int length) {
        head(0xa0, length);
    }

    private void sized(int code, byte[] bytes) {
        head(code, bytes.length);
        out.bytes(bytes);
    }

    private void head(int smallCode, int length) {
        if (length <= SMALL_MAX) {
            out.u8(smallCode);
            out.u8(length);
        } else {
            out.u8(smallCode + 0x10);
            out.u32(length);
        }
    }

    /** Begins a list or map with four bytes of size; returns what {@link #end} wants. */
    private int begin(int code, int count) {
        out.u8(code);
        int sizeAt = out.reserve(4);
        out.u32(count);
        return sizeAt;
    }

    private void end(int sizeAt) {
        out.patchU32(sizeAt, out.size() - sizeAt - 4);
    }

    /** A list whose items the caller writes. */
    void list(int count, Runnable items) {
        int at = begin(0xd0, count);
        items.run();
        end(at);
    }

    /** A map whose keys and values the caller writes. */
    void map(int pairs, Runnable entries) {
        int at = begin(0xd1, 2 * pairs);
        entries.run();
        end(at);
    }

    void value(FieldValue value) {
        switch (value) {
            case FieldValue.Void nothing -> nothing();
            case FieldValue.Bool(boolean bit) -> bool(bit);
            case FieldValue.Int8(byte number) -> {
                out.u8(0x51);
                out.u8(number);
            }
            case FieldValue.UInt8(int number) -> ubyte(number);
            case FieldValue.Int16(short number) -> {
                out.u8(0x61);
                out.u16(number);
            }
            case FieldValue.UInt16(int number) -> {
                out.u8(0x60);
                out.u16(number);
            }
            case FieldValue.Int32(int number) -> int32(number);
            case FieldValue.UInt32(long number) -> uint(number);
            case FieldValue.Int64(long number) -> int64(0x81, number);
            case FieldValue.UInt64(long bits) -> int64(0x80, bits);
            case FieldValue.Float32(int bits) -> {
                out.u8(0x72);
                out.u32(bits);
            }
            case FieldValue.Float64(long bits) -> int64(0x82, bits);
            case FieldValue.Decimal decimal -> text(decimal.toString());
            case FieldValue.LongString(byte[] bytes) -> sized(isUtf8(bytes) ? 0xa1 : 0xa0, bytes);
            case FieldValue.Timestamp(long seconds) -> timestamp(seconds * 1000);
            case FieldValue.Array(List<FieldValue> values) -> list(values.size(), () -> values.forEach(this::value));
            case FieldTable table -> map(table.size(), () -> table.forEach(entry -> {
                text(entry.name());
                value(entry.value());
            }));
            case FieldValue.Binary(byte[] bytes) -> binary(bytes);
        }
    }

    private static boolean isUtf8(byte[] bytes) {
        return Utf8.isValid(bytes, 0, bytes.length);
    }

    private void int32(int number) {
        if (number == (byte) number) {
            out.u8(0x54);
            out.u8(number);
        } else {
            out.u8(0x71);
            out.u32(number);
        }
    }

    private void int64(int code, long bits) {
        if (code == 0x81 && bits == (byte) bits) {
            out.u8(0x55);
            out.u8((int) bits);
        } else {
            out.u8(code);
            out.u64(bits);
        }
    }
}
