package io.volok.codec.bytes;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * An AMQP short string: at most 255 bytes, kept as the peer sent them beside their reading as UTF-8.
 *
 * <p>Names travel as bytes and are looked up as text; holding both means that neither side converts per message.
 */
public final class ShortString {

    /** The longest short string, in bytes. */
    public static final int MAX_BYTES = 255;
    /** The short string of no bytes. */
    public static final ShortString EMPTY = new ShortString(new byte[0], "");

    private final byte[] bytes;
    private final String text;

    private ShortString(byte[] bytes, String text) {
        this.bytes = bytes;
        this.text = text;
    }

    /**
     * The short string of a text.
     *
     * @throws IllegalArgumentException if the text takes more than {@value #MAX_BYTES} bytes
     */
    public static ShortString of(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > MAX_BYTES) {
            throw new IllegalArgumentException("a short string holds 255 bytes, not " + bytes.length);
        }
        return new ShortString(bytes, text);
    }

    /** The short string of a copy of {@code length} (at most 255) bytes. */
    public static ShortString copyOf(byte[] array, int start, int length) {
        if (length > MAX_BYTES) {
            throw new IllegalArgumentException("a short string holds 255 bytes, not " + length);
        }
        byte[] bytes = Arrays.copyOfRange(array, start, start + length);
        return new ShortString(bytes, new String(bytes, StandardCharsets.UTF_8));
    }

    /** The text if it fits into a short string, else as many of its characters as do. */
    public static String fit(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length <= MAX_BYTES) {
            return text;
        }
        int end = MAX_BYTES;
        while ((bytes[end] & 0xC0) == 0x80) {
            end--;
        }
        return new String(bytes, 0, end, StandardCharsets.UTF_8);
    }

    /** The text; bytes that are not UTF-8 are read as the replacement character. */
    public String text() {
        return text;
    }

    /** How many bytes. */
    public int length() {
        return bytes.length;
    }

    /** True if these are exactly the given bytes. */
    public boolean equalsBytes(byte[] array, int start, int length) {
        return Arrays.equals(bytes, 0, bytes.length, array, start, start + length);
    }

    /** The bytes themselves, for codecs only: never changed by anyone. */
    byte[] bytes() {
        return bytes;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ShortString that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return text;
    }
}
