package io.volok.codec.message;

/** Whole numbers written as ASCII digits. */
final class DecimalText {

    private static final int LONGEST_UNSIGNED = 20;
    private static final int LONGEST_SIGNED = 19;
    private static final long TEN_POW_19 = Long.parseUnsignedLong("10000000000000000000");

    private DecimalText() {
    }

    /** Whether the bytes are a number from 0 to 2^64-1. */
    static boolean isUnsigned(byte[] array, int start, int length) {
        if (length > LONGEST_UNSIGNED || !areDigits(array, start, length)) {
            return false;
        }
        if (length < LONGEST_UNSIGNED) {
            return true;
        }
        // Of twenty digits only those that start with 1 can fit, and of these the wrapped ones come out below 10^19.
        return array[start] == '1' && Long.compareUnsigned(parse(array, start, length), TEN_POW_19) >= 0;
    }

    /** Whether the bytes are a number from -2^63 to 2^63-1. */
    static boolean isSigned(byte[] array, int start, int length) {
        boolean negative = length > 0 && array[start] == '-';
        int digitsStart = negative ? start + 1 : start;
        int digits = negative ? length - 1 : length;
        if (digits > LONGEST_SIGNED || !areDigits(array, digitsStart, digits)) {
            return false;
        }
        long value = parse(array, start, length);
        return negative ? value <= 0 : value >= 0;
    }

    private static boolean areDigits(byte[] array, int start, int length) {
        for (int i = start; i < start + length; i++) {
            if (array[i] < '0' || array[i] > '9') {
                return false;
            }
        }
        return length > 0;
    }

    /** The number, once one of the above has said that it is one. */
    static long parse(byte[] array, int start, int length) {
        boolean negative = array[start] == '-';
        long value = 0;
        for (int i = negative ? start + 1 : start; i < start + length; i++) {
            value = value * 10 + (array[i] - '0');
        }
        return negative ? -value : value;
    }
}
