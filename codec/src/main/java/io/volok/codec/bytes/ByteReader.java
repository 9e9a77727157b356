package io.volok.codec.bytes;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Bounds-checked reading of AMQP's basic types from a buffer: each call takes bytes at the buffer's position and moves
 * it, or throws {@link MalformedBytes}. Lengths are believed only as far as bytes are there.
 */
public final class ByteReader {

    private ByteReader() {
    }

    /** An unsigned byte. */
    public static int u8(ByteBuffer in) {
        need(in, 1);
        return in.get() & 0xFF;
    }

    /** An unsigned 16-bit integer. */
    public static int u16(ByteBuffer in) {
        need(in, 2);
        return in.getShort() & 0xFFFF;
    }

    /** 32 bits as a signed integer. */
    public static int i32(ByteBuffer in) {
        need(in, 4);
        return in.getInt();
    }

    /** An unsigned 32-bit integer. */
    public static long u32(ByteBuffer in) {
        return i32(in) & 0xFFFF_FFFFL;
    }

    /** 64 bits as a signed integer. */
    public static long i64(ByteBuffer in) {
        need(in, 8);
        return in.getLong();
    }

    /** A short string as text. */
    public static String shortString(ByteBuffer in) {
        return text(in, lengthOfShortString(in));
    }

    /** The length of a short string, which then starts at the position and is known to be there. */
    public static int lengthOfShortString(ByteBuffer in) {
        int length = u8(in);
        need(in, length);
        return length;
    }

    /** The length of a long string, table or array, which then starts at the position and is known to be there. */
    public static int lengthOfLongString(ByteBuffer in) {
        long length = u32(in);
        if (length > in.remaining()) {
            throw new MalformedBytes(in.position(), length + " bytes announced where " + in.remaining() + " are left");
        }
        return (int) length;
    }

    /** A copy of a long string's bytes. */
    public static byte[] longString(ByteBuffer in) {
        byte[] bytes = new byte[lengthOfLongString(in)];
        in.get(bytes);
        return bytes;
    }

    /** The next {@code length} bytes, which must be there, as UTF-8. */
    public static String text(ByteBuffer in, int length) {
        if (length == 0) {
            return "";
        }
        if (in.hasArray()) {
            int start = in.arrayOffset() + in.position();
            in.position(in.position() + length);
            return new String(in.array(), start, length, StandardCharsets.UTF_8);
        }
        byte[] bytes = new byte[length];
        in.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /**
     * Verifies that so many bytes are left.
     *
     * @throws MalformedBytes if they are not
     */
    public static void need(ByteBuffer in, int count) {
        if (in.remaining() < count) {
            throw new MalformedBytes(in.position(), count + " bytes needed where " + in.remaining() + " are left");
        }
    }
}
