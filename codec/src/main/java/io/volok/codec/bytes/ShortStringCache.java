package io.volok.codec.bytes;

import java.nio.ByteBuffer;

/**
 * Remembers the short strings seen lately, so that a name that comes with every message becomes an object once.
 *
 * <p>Of fixed size, one entry per slot, the newest wins: a peer that sends ever new names costs time, never memory.
 */
public final class ShortStringCache {

    private static final int SLOTS = 128;

    private final ShortString[] slots = new ShortString[SLOTS];
    private ShortString last = ShortString.EMPTY;
    private final byte[] scratch = new byte[ShortString.MAX_BYTES];

    /** Takes a short string (length byte and bytes) at the buffer's position and moves behind it. */
    public ShortString read(ByteBuffer in) {
        int length = ByteReader.lengthOfShortString(in);
        if (length == 0) {
            return ShortString.EMPTY;
        }
        if (in.hasArray()) {
            int start = in.arrayOffset() + in.position();
            in.position(in.position() + length);
            return get(in.array(), start, length);
        }
        in.get(scratch, 0, length);
        return get(scratch, 0, length);
    }

    /** The short string of {@code length} (at most 255) bytes, which are copied if they are new. */
    public ShortString get(byte[] array, int start, int length) {
        if (last.equalsBytes(array, start, length)) {
            return last;
        }
        last = find(array, start, length);
        return last;
    }

    private ShortString find(byte[] array, int start, int length) {
        int hash = length;
        for (int i = start; i < start + length; i++) {
            hash = 31 * hash + array[i];
        }
        int slot = (hash ^ (hash >>> 15)) & (SLOTS - 1);
        ShortString known = slots[slot];
        if (known != null && known.equalsBytes(array, start, length)) {
            return known;
        }
        ShortString fresh = ShortString.copyOf(array, start, length);
        slots[slot] = fresh;
        return fresh;
    }
}
