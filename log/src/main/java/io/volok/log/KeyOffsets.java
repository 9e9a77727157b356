package io.volok.log;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * The last offset of each key, with keys as 128 bits of their SHA-256: 24 bytes per key whatever its length. Grows up
 * to a limit and then says that it is full.
 */
final class KeyOffsets {

    private static final int SLOT_LONGS = 3;
    private static final int SLOT_BYTES = SLOT_LONGS * Long.BYTES;
    private static final int SLOTS_MIN = 1024;
    private static final double LOAD_MAX = 0.75;
    private static final long EMPTY = -1;

    private final MessageDigest digest;
    private final byte[] hash = new byte[32];
    private final ByteBuffer hashBits = ByteBuffer.wrap(hash).order(ByteOrder.LITTLE_ENDIAN);
    private final int slotsMax;
    private long[] slots;
    private int mask;
    private int size;

    KeyOffsets(long bytesMax) {
        this.slotsMax = (int) Math.max(SLOTS_MIN, Math.min(1 << 26, Long.highestOneBit(bytesMax / SLOT_BYTES)));
        try {
            this.digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
        allocate(SLOTS_MIN);
    }

    private void allocate(int count) {
        slots = new long[count * SLOT_LONGS];
        Arrays.fill(slots, EMPTY);
        mask = count - 1;
    }

    int size() {
        return size;
    }

    /** How many more keys fit for sure. */
    int room() {
        return (int) (slotsMax * LOAD_MAX) - size;
    }

    /** Remembers an offset, which is higher than all before. */
    void put(byte[] array, int start, int length, long offset) {
        if (size >= (mask + 1) * LOAD_MAX) {
            grow();
        }
        hash(array, start, length);
        int slot = slotOf(hashBits.getLong(0), hashBits.getLong(Long.BYTES));
        if (slots[slot + 2] == EMPTY) {
            size++;
        }
        slots[slot] = hashBits.getLong(0);
        slots[slot + 1] = hashBits.getLong(Long.BYTES);
        slots[slot + 2] = offset;
    }

    /** The last offset of a key, -1 if it was not put. */
    long get(byte[] array, int start, int length) {
        hash(array, start, length);
        return slots[slotOf(hashBits.getLong(0), hashBits.getLong(Long.BYTES)) + 2];
    }

    private void hash(byte[] array, int start, int length) {
        digest.update(array, start, length);
        try {
            digest.digest(hash, 0, hash.length);
        } catch (DigestException impossible) {
            throw new IllegalStateException("the hash has its size", impossible);
        }
    }

    private int slotOf(long high, long low) {
        int at = (int) high & mask;
        while (slots[at * SLOT_LONGS + 2] != EMPTY
                && (slots[at * SLOT_LONGS] != high || slots[at * SLOT_LONGS + 1] != low)) {
            at = at + 1 & mask;
        }
        return at * SLOT_LONGS;
    }

    private void grow() {
        long[] before = slots;
        allocate((mask + 1) * 2);
        for (int from = 0; from < before.length; from += SLOT_LONGS) {
            if (before[from + 2] != EMPTY) {
                System.arraycopy(before, from, slots, slotOf(before[from], before[from + 1]), SLOT_LONGS);
            }
        }
    }
}
