package io.volok.codec.table;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * A value of a field table, with exactly the type it has on the wire.
 *
 * <p>{@code L} is the unsigned 64-bit integer of the AMQP 0-9-1 text, which few clients send; integers are otherwise
 * typed as RabbitMQ and its clients type them.
 */
public sealed interface FieldValue permits FieldValue.Bool, FieldValue.Int8, FieldValue.UInt8, FieldValue.Int16,
        FieldValue.UInt16, FieldValue.Int32, FieldValue.UInt32, FieldValue.Int64, FieldValue.UInt64,
        FieldValue.Float32, FieldValue.Float64, FieldValue.Decimal, FieldValue.LongString, FieldValue.Timestamp,
        FieldValue.Array, FieldValue.Void, FieldValue.Binary, FieldTable {

    /** The letter that announces the type on the wire. */
    char tag();

    /** The long string of a text. */
    static LongString of(String text) {
        return LongString.of(text);
    }

    /** A 64-bit integer ({@code l}), the type RabbitMQ gives to the numbers it adds. */
    static Int64 of(long value) {
        return new Int64(value);
    }

    /** A boolean. */
    static Bool of(boolean value) {
        return new Bool(value);
    }

    /** {@code t}: true or false. */
    record Bool(boolean value) implements FieldValue {
        @Override
        public char tag() {
            return 't';
        }
    }

    /** {@code b}: signed, 8 bits. */
    record Int8(byte value) implements FieldValue {
        @Override
        public char tag() {
            return 'b';
        }
    }

    /** {@code B}: unsigned, 8 bits. */
    record UInt8(int value) implements FieldValue {
        /** Only what fits. */
        public UInt8 {
            if (value < 0 || value > 0xFF) {
                throw new IllegalArgumentException("not an unsigned byte: " + value);
            }
        }

        @Override
        public char tag() {
            return 'B';
        }
    }

    /** {@code s}: signed, 16 bits. */
    record Int16(short value) implements FieldValue {
        @Override
        public char tag() {
            return 's';
        }
    }

    /** {@code u}: unsigned, 16 bits. */
    record UInt16(int value) implements FieldValue {
        /** Only what fits. */
        public UInt16 {
            if (value < 0 || value > 0xFFFF) {
                throw new IllegalArgumentException("not an unsigned short: " + value);
            }
        }

        @Override
        public char tag() {
            return 'u';
        }
    }

    /** {@code I}: signed, 32 bits. */
    record Int32(int value) implements FieldValue {
        @Override
        public char tag() {
            return 'I';
        }
    }

    /** {@code i}: unsigned, 32 bits. */
    record UInt32(long value) implements FieldValue {
        /** Only what fits. */
        public UInt32 {
            if (value < 0 || value > 0xFFFF_FFFFL) {
                throw new IllegalArgumentException("not an unsigned int: " + value);
            }
        }

        @Override
        public char tag() {
            return 'i';
        }
    }

    /** {@code l}: signed, 64 bits. */
    record Int64(long value) implements FieldValue {
        @Override
        public char tag() {
            return 'l';
        }
    }

    /** {@code L}: unsigned, 64 bits, here as the same bits in a long. */
    record UInt64(long bits) implements FieldValue {
        @Override
        public char tag() {
            return 'L';
        }
    }

    /** {@code f}: IEEE 754, 32 bits. Equal if the bits are. */
    record Float32(int bits) implements FieldValue {
        /** From the number. */
        public static Float32 of(float value) {
            return new Float32(Float.floatToRawIntBits(value));
        }

        /** The number. */
        public float value() {
            return Float.intBitsToFloat(bits);
        }

        @Override
        public char tag() {
            return 'f';
        }
    }

    /** {@code d}: IEEE 754, 64 bits. Equal if the bits are. */
    record Float64(long bits) implements FieldValue {
        /** From the number. */
        public static Float64 of(double value) {
            return new Float64(Double.doubleToRawLongBits(value));
        }

        /** The number. */
        public double value() {
            return Double.longBitsToDouble(bits);
        }

        @Override
        public char tag() {
            return 'd';
        }
    }

    /** {@code D}: {@code unscaled / 10^scale}; the scale is an unsigned byte. */
    record Decimal(int scale, int unscaled) implements FieldValue {
        /** Only what fits. */
        public Decimal {
            if (scale < 0 || scale > 0xFF) {
                throw new IllegalArgumentException("not a scale: " + scale);
            }
        }

        @Override
        public char tag() {
            return 'D';
        }
    }

    /** {@code S}: bytes that are text, as a rule UTF-8. The array is never changed after construction. */
    record LongString(byte[] bytes) implements FieldValue {
        /** The long string of a text. */
        public static LongString of(String text) {
            return new LongString(text.getBytes(StandardCharsets.UTF_8));
        }

        /** The bytes read as UTF-8. */
        public String text() {
            return new String(bytes, StandardCharsets.UTF_8);
        }

        @Override
        public char tag() {
            return 'S';
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof LongString that && Arrays.equals(bytes, that.bytes);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(bytes);
        }

        @Override
        public String toString() {
            return text();
        }
    }

    /** {@code T}: seconds since the epoch, unsigned 64 bits. */
    record Timestamp(long seconds) implements FieldValue {
        @Override
        public char tag() {
            return 'T';
        }
    }

    /** {@code A}: values of any types. */
    record Array(List<FieldValue> values) implements FieldValue {
        /** Keeps a copy. */
        public Array {
            values = List.copyOf(values);
        }

        @Override
        public char tag() {
            return 'A';
        }
    }

    /** {@code V}: no value. */
    enum Void implements FieldValue {
        /** The only one. */
        VOID;

        @Override
        public char tag() {
            return 'V';
        }
    }

    /** {@code x}: bytes. The array is never changed after construction. */
    record Binary(byte[] bytes) implements FieldValue {
        @Override
        public char tag() {
            return 'x';
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Binary that && Arrays.equals(bytes, that.bytes);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(bytes);
        }

        @Override
        public String toString() {
            return bytes.length + " bytes";
        }
    }
}
