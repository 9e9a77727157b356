package io.volok.codec.bytes;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Tells whether bytes are well-formed UTF-8 (no overlong forms, no surrogates), fast where they are ASCII. */
public final class Utf8 {

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final long HIGH_BITS = 0x8080_8080_8080_8080L;

    private Utf8() {
    }

    /** Whether the {@code length} bytes from {@code start} are well-formed UTF-8. */
    public static boolean isValid(byte[] array, int start, int length) {
        int end = start + length;
        int at = start;
        while (end - at >= Long.BYTES && ((long) LONG.get(array, at) & HIGH_BITS) == 0) {
            at += Long.BYTES;
        }
        while (at < end) {
            if (array[at] >= 0) {
                at++;
                continue;
            }
            int taken = sequence(array, at, end);
            if (taken == 0) {
                return false;
            }
            at += taken;
        }
        return true;
    }

    /** Bytes of the well-formed sequence that starts at {@code at} with a byte above 127; 0 if it is not one. */
    private static int sequence(byte[] array, int at, int end) {
        int first = array[at] & 0xFF;
        if (first >= 0xC2 && first <= 0xDF) {
            return trails(array, at, end, 1) ? 2 : 0;
        }
        if (first >= 0xE0 && first <= 0xEF) {
            if (!trails(array, at, end, 2)) {
                return 0;
            }
            int second = array[at + 1] & 0xFF;
            boolean overlong = first == 0xE0 && second < 0xA0;
            boolean surrogate = first == 0xED && second > 0x9F;
            return overlong || surrogate ? 0 : 3;
        }
        if (first >= 0xF0 && first <= 0xF4) {
            if (!trails(array, at, end, 3)) {
                return 0;
            }
            int second = array[at + 1] & 0xFF;
            boolean overlong = first == 0xF0 && second < 0x90;
            boolean tooLarge = first == 0xF4 && second > 0x8F;
            return overlong || tooLarge ? 0 : 4;
        }
        return 0;
    }

    private static boolean trails(byte[] array, int at, int end, int count) {
        if (end - at <= count) {
            return false;
        }
        for (int i = 1; i <= count; i++) {
            if ((array[at + i] & 0xC0) != 0x80) {
                return false;
            }
        }
        return true;
    }
}
