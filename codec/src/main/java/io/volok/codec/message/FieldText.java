package io.volok.codec.message;

import io.volok.codec.bytes.ByteWriter;
import io.volok.codec.bytes.MalformedBytes;
import io.volok.codec.table.FieldScan;
import java.nio.charset.StandardCharsets;

/**
 * How a single AMQP field value looks as the value of a record header: plain text or bytes where the type has such a
 * form, AMQP's binary form where it has not.
 */
final class FieldText {

    /** Stands behind the type letter of a value that is kept in binary form although its type has a text form. */
    static final char BINARY_MARK = '*';

    private FieldText() {
    }

    /** Whether values of the type are kept in AMQP's binary form. */
    static boolean isBinary(int tag) {
        return tag == 'F' || tag == 'A' || tag == 'D';
    }

    /** Whether this very value has no exact text although its type has: a NaN that is not the usual one. */
    static boolean isOddNumber(int tag, long bits) {
        return switch (tag) {
            case 'f' -> Float.isNaN(Float.intBitsToFloat((int) bits)) && (int) bits != 0x7FC0_0000;
            case 'd' -> Double.isNaN(Double.longBitsToDouble(bits)) && bits != 0x7FF8_0000_0000_0000L;
            default -> false;
        };
    }

    /** Writes a number or boolean, given as its bits, as text. */
    static void write(ByteWriter out, int tag, long bits) {
        switch (tag) {
            case 't' -> ascii(out, bits != 0 ? "true" : "false");
            case 'b' -> out.decimal((byte) bits);
            case 's' -> out.decimal((short) bits);
            case 'I' -> out.decimal((int) bits);
            case 'B', 'u', 'i', 'l' -> out.decimal(bits);
            case 'L', 'T' -> unsigned(out, bits);
            case 'f' -> ascii(out, Float.toString(Float.intBitsToFloat((int) bits)));
            case 'd' -> ascii(out, Double.toString(Double.longBitsToDouble(bits)));
            default -> throw new IllegalArgumentException("no text form for type " + (char) tag);
        }
    }

    static void unsigned(ByteWriter out, long bits) {
        if (bits >= 0) {
            out.decimal(bits);
        } else {
            ascii(out, Long.toUnsignedString(bits));
        }
    }

    private static void ascii(ByteWriter out, String text) {
        out.bytes(text.getBytes(StandardCharsets.US_ASCII));
    }

    /**
     * Writes tag and content of a value of the given type, read back from a record header.
     *
     * @return false, with nothing written, if the bytes are not a value of that type
     */
    static boolean read(ByteWriter out, int tag, boolean binary, byte[] array, int start, int length) {
        int before = out.size();
        out.u8(tag);
        boolean fits = switch (tag) {
            case 'S', 'x' -> {
                out.longString(array, start, length);
                yield true;
            }
            case 'V' -> length == 0;
            case 't', 'b', 's', 'I', 'B', 'u', 'i', 'l', 'L', 'T', 'f', 'd', 'F', 'A', 'D' ->
                binary || isBinary(tag)
                        ? readBinary(out, tag, array, start, length)
                        : readText(out, tag, array, start, length);
            default -> false;
        };
        if (!fits) {
            out.truncate(before);
        }
        return fits;
    }

    private static boolean readBinary(ByteWriter out, int tag, byte[] array, int start, int length) {
        try {
            if (FieldScan.skipContent(array, tag, start, start + length) != start + length) {
                return false;
            }
        } catch (MalformedBytes foreign) {
            // Somebody rewrote the header's value and kept the type; the caller shows it as what it is now.
            return false;
        }
        out.bytes(array, start, length);
        return true;
    }

    private static boolean readText(ByteWriter out, int tag, byte[] array, int start, int length) {
        if (tag == 't' || tag == 'f' || tag == 'd') {
            return readWord(out, tag, new String(array, start, length, StandardCharsets.ISO_8859_1));
        }
        if (tag == 'L' || tag == 'T') {
            if (!DecimalText.isUnsigned(array, start, length)) {
                return false;
            }
            out.u64(DecimalText.parse(array, start, length));
            return true;
        }
        if (!DecimalText.isSigned(array, start, length)) {
            return false;
        }
        long value = DecimalText.parse(array, start, length);
        return switch (tag) {
            case 'l' -> fit(out, value, 8, Long.MIN_VALUE, Long.MAX_VALUE);
            case 'I' -> fit(out, value, 4, Integer.MIN_VALUE, Integer.MAX_VALUE);
            case 'i' -> fit(out, value, 4, 0, 0xFFFF_FFFFL);
            case 's' -> fit(out, value, 2, Short.MIN_VALUE, Short.MAX_VALUE);
            case 'u' -> fit(out, value, 2, 0, 0xFFFF);
            case 'b' -> fit(out, value, 1, Byte.MIN_VALUE, Byte.MAX_VALUE);
            default -> fit(out, value, 1, 0, 0xFF);
        };
    }

    private static boolean fit(ByteWriter out, long value, int bytes, long min, long max) {
        if (value < min || value > max) {
            return false;
        }
        for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
            out.u8((int) (value >>> shift));
        }
        return true;
    }

    private static boolean readWord(ByteWriter out, int tag, String text) {
        if (tag == 't') {
            out.u8(text.equals("true") ? 1 : 0);
            return text.equals("true") || text.equals("false");
        }
        try {
            if (tag == 'f') {
                out.u32(Float.floatToRawIntBits(Float.parseFloat(text)));
            } else {
                out.u64(Double.doubleToRawLongBits(Double.parseDouble(text)));
            }
            return true;
        } catch (NumberFormatException foreign) {
            // As above: no longer a number, so it is shown as text.
            return false;
        }
    }
}
