package io.volok.codec.bytes;

/**
 * Zig-zag variable-length integers as Kafka records use them: seven bits a byte, lowest first, high bit = more follow.
 */
public final class Varint {

    /** The most bytes an int takes. */
    public static final int MAX_INT_BYTES = 5;
    /** The most bytes a long takes. */
    public static final int MAX_LONG_BYTES = 10;

    private Varint() {
    }

    /** How many bytes {@code value} takes. */
    public static int size(int value) {
        int zigzag = (value << 1) ^ (value >> 31);
        return (38 - Integer.numberOfLeadingZeros(zigzag | 1)) / 7;
    }

    /** How many bytes {@code value} takes. */
    public static int size(long value) {
        long zigzag = (value << 1) ^ (value >> 63);
        return (70 - Long.numberOfLeadingZeros(zigzag | 1)) / 7;
    }

    /** Writes {@code value} at {@code position} and returns the position behind it. The room must be there. */
    public static int put(byte[] array, int position, int value) {
        int zigzag = (value << 1) ^ (value >> 31);
        int at = position;
        while ((zigzag & ~0x7F) != 0) {
            array[at++] = (byte) (zigzag | 0x80);
            zigzag >>>= 7;
        }
        array[at++] = (byte) zigzag;
        return at;
    }

    /** Writes {@code value} at {@code position} and returns the position behind it. The room must be there. */
    public static int put(byte[] array, int position, long value) {
        long zigzag = (value << 1) ^ (value >> 63);
        int at = position;
        while ((zigzag & ~0x7FL) != 0) {
            array[at++] = (byte) (zigzag | 0x80);
            zigzag >>>= 7;
        }
        array[at++] = (byte) zigzag;
        return at;
    }
}
