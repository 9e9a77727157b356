package io.volok.codec.amqp1;

import io.volok.codec.bytes.MalformedBytes;
import io.volok.codec.table.FieldTable;
import io.volok.codec.table.FieldValue;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/**
 * Reads values of AMQP 1.0's type system as the field values of AMQP 0-9-1 that say the same (AMQP 1.0 §1.6).
 *
 * <p>What has no such value is read as its text, or as {@code V}; the caller keeps the bytes where that matters.
 */
final class ValueReader {

    private static final int DEPTH_MAX = 32;

    private final ByteBuffer in;
    private int depth;

    /** Reads from the buffer, moving its position. */
    ValueReader(ByteBuffer in) {
        this.in = in;
    }

    /** The descriptor of the section that begins here. */
    Section section() {
        if (u8() != 0x00) {
            throw malformed("a section must begin with a descriptor");
        }
        long code = switch (u8()) {
            case 0x53 -> u8();
            case 0x80 -> i64();
            default -> throw malformed("descriptor is not a number");
        };
        Section section = Section.of(code);
        if (section == null) {
            throw malformed("unknown section " + code);
        }
        return section;
    }

    /** The items of a list, at most so many; missing ones are {@code V}. */
    FieldValue[] items(int most) {
        FieldValue[] items = new FieldValue[most];
        Arrays.fill(items, FieldValue.Void.VOID);
        if (value() instanceof FieldValue.Array(List<FieldValue> values)) {
            for (int i = 0; i < Math.min(most, values.size()); i++) {
                items[i] = values.get(i);
            }
        }
        return items;
    }

    /** The next value. */
    FieldValue value() {
        if (++depth > DEPTH_MAX) {
            throw malformed("values are nested too deeply");
        }
        int code = u8();
        if (code == 0x00) {
            skip();
            FieldValue described = value();
            depth--;
            return described;
        }
        FieldValue value = value(code);
        depth--;
        return value;
    }

    private FieldValue value(int code) {
        return switch (code) {
            case 0x40 -> FieldValue.Void.VOID;
            case 0x41 -> new FieldValue.Bool(true);
            case 0x42 -> new FieldValue.Bool(false);
            case 0x56 -> new FieldValue.Bool(u8() != 0);
            case 0x43 -> new FieldValue.UInt32(0);
            case 0x44 -> new FieldValue.Int64(0);
            case 0x45 -> new FieldValue.Array(List.of());
            case 0x50 -> new FieldValue.UInt8(u8());
            case 0x51 -> new FieldValue.Int8((byte) u8());
            case 0x52 -> new FieldValue.UInt32(u8());
            case 0x53 -> new FieldValue.Int64(u8());
            case 0x54 -> new FieldValue.Int32((byte) u8());
            case 0x55 -> new FieldValue.Int64((byte) u8());
            case 0x60 -> new FieldValue.UInt16(u16());
            case 0x61 -> new FieldValue.Int16((short) u16());
            case 0x70 -> new FieldValue.UInt32(Integer.toUnsignedLong(i32()));
            case 0x71 -> new FieldValue.Int32(i32());
            case 0x72 -> new FieldValue.Float32(i32());
            case 0x73 -> FieldValue.LongString.of(Character.toString(i32()));
            case 0x80 -> unsigned(i64());
            case 0x81 -> new FieldValue.Int64(i64());
            case 0x82 -> new FieldValue.Float64(i64());
            case 0x83 -> new FieldValue.Timestamp(Math.floorDiv(i64(), 1000L));
            case 0x98 -> FieldValue.LongString.of(new UUID(i64(), i64()).toString());
            case 0xa0 -> new FieldValue.Binary(bytes(u8()));
            case 0xb0 -> new FieldValue.Binary(bytes(i32()));
            case 0xa1, 0xa3 -> new FieldValue.LongString(bytes(u8()));
            case 0xb1, 0xb3 -> new FieldValue.LongString(bytes(i32()));
            case 0xc0, 0xd0 -> list(code == 0xc0);
            case 0xc1, 0xd1 -> map(code == 0xc1);
            default -> {
                skipRest(code);
                yield FieldValue.Void.VOID;
            }
        };
    }

    private static FieldValue unsigned(long bits) {
        return bits >= 0 ? new FieldValue.Int64(bits) : FieldValue.LongString.of(Long.toUnsignedString(bits));
    }

    private FieldValue list(boolean small) {
        int count = count(small);
        List<FieldValue> values = new ArrayList<>(Math.min(count, 64));
        for (int i = 0; i < count; i++) {
            values.add(value());
        }
        return new FieldValue.Array(values);
    }

    private FieldTable map(boolean small) {
        int count = count(small);
        FieldTable.Builder table = FieldTable.builder();
        for (int i = 0; i + 1 < count; i += 2) {
            FieldValue key = value();
            table.add(key instanceof FieldValue.LongString text ? text.text() : key.toString(), value());
        }
        return table.build();
    }

    private int count(boolean small) {
        int size = small ? u8() : i32();
        need(size);
        int count = small ? u8() : i32();
        if (count < 0 || count > size) {
            throw malformed("a compound of " + size + " bytes cannot have " + count + " items");
        }
        return count;
    }

    /** Leaves the next value out; returns where its content starts for a binary, else -1. */
    void skip() {
        int code = u8();
        if (code == 0x00) {
            skip();
            skip();
        } else {
            skipRest(code);
        }
    }

    private void skipRest(int code) {
        int length = switch (code >>> 4) {
            case 0x4 -> 0;
            case 0x5 -> 1;
            case 0x6 -> 2;
            case 0x7 -> 4;
            case 0x8 -> 8;
            case 0x9 -> 16;
            case 0xa, 0xc, 0xe -> u8();
            case 0xb, 0xd, 0xf -> i32();
            default -> throw malformed("unknown type 0x" + Integer.toHexString(code));
        };
        need(length);
        in.position(in.position() + length);
    }

    /** A binary value as a view of the buffer. */
    ByteBuffer binary() {
        int code = u8();
        if (code != 0xa0 && code != 0xb0) {
            throw malformed("a data section holds binary");
        }
        int length = code == 0xa0 ? u8() : i32();
        need(length);
        ByteBuffer view = in.slice(in.position(), length);
        in.position(in.position() + length);
        return view;
    }

    private byte[] bytes(int length) {
        need(length);
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }

    private int u8() {
        need(1);
        return in.get() & 0xff;
    }

    private int u16() {
        need(2);
        return in.getShort() & 0xffff;
    }

    private int i32() {
        need(4);
        return in.getInt();
    }

    private long i64() {
        need(8);
        return in.getLong();
    }

    private void need(int count) {
        if (count < 0 || count > in.remaining()) {
            throw malformed("value is longer than the message");
        }
    }

    private MalformedBytes malformed(String reason) {
        return new MalformedBytes(in.position(), reason);
    }
}
