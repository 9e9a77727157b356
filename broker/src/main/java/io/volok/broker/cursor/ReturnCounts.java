package io.volok.broker.cursor;

import java.util.Arrays;

/**
 * How often offsets came back: an open hash from offset to two counts, for the exceptions only. Linear probing, removal
 * by shifting back, no tombstones, no boxing.
 */
final class ReturnCounts {

    private static final long EMPTY = -1;

    private long[] keys = new long[0];
    private int[] acquired;
    private int[] failed;
    private int size;

    /** Sees one entry. */
    interface Visitor {
        void visit(long offset, int acquired, int failed);
    }

    boolean isEmpty() {
        return size == 0;
    }

    int size() {
        return size;
    }

    int acquired(long offset) {
        int slot = size == 0 ? -1 : find(offset);
        return slot < 0 ? 0 : acquired[slot];
    }

    int failed(long offset) {
        int slot = size == 0 ? -1 : find(offset);
        return slot < 0 ? 0 : failed[slot];
    }

    void increment(long offset, boolean asFailed) {
        int slot = slotFor(offset);
        acquired[slot]++;
        failed[slot] += asFailed ? 1 : 0;
    }

    void put(long offset, int newAcquired, int newFailed) {
        int slot = slotFor(offset);
        acquired[slot] = newAcquired;
        failed[slot] = newFailed;
    }

    void remove(long offset) {
        int slot = size == 0 ? -1 : find(offset);
        if (slot >= 0) {
            removeSlot(slot);
        }
    }

    void removeBelow(long offset) {
        removeRange(0, offset);
    }

    /** Removes {@code from} (inclusive) to {@code to} (exclusive). */
    void removeRange(long from, long to) {
        if (size == 0) {
            return;
        }
        if (to - from <= size) {
            for (long offset = from; offset < to; offset++) {
                remove(offset);
            }
            return;
        }
        for (int slot = 0; slot < keys.length; ) {
            if (keys[slot] != EMPTY && keys[slot] >= from && keys[slot] < to) {
                removeSlot(slot);
            } else {
                slot++;
            }
        }
    }

    void clear() {
        keys = new long[0];
        acquired = null;
        failed = null;
        size = 0;
    }

    void forEach(Visitor visitor) {
        for (int slot = 0; slot < keys.length; slot++) {
            if (keys[slot] != EMPTY) {
                visitor.visit(keys[slot], acquired[slot], failed[slot]);
            }
        }
    }

    private int find(long offset) {
        int mask = keys.length - 1;
        for (int slot = home(offset, mask); keys[slot] != EMPTY; slot = slot + 1 & mask) {
            if (keys[slot] == offset) {
                return slot;
            }
        }
        return -1;
    }

    private int slotFor(long offset) {
        if ((size + 1) * 2 > keys.length) {
            rehash(Math.max(16, keys.length * 2));
        }
        int mask = keys.length - 1;
        int slot = home(offset, mask);
        while (keys[slot] != EMPTY) {
            if (keys[slot] == offset) {
                return slot;
            }
            slot = slot + 1 & mask;
        }
        keys[slot] = offset;
        acquired[slot] = 0;
        failed[slot] = 0;
        size++;
        return slot;
    }

    private void rehash(int capacity) {
        long[] oldKeys = keys;
        int[] oldAcquired = acquired;
        int[] oldFailed = failed;
        keys = new long[capacity];
        Arrays.fill(keys, EMPTY);
        acquired = new int[capacity];
        failed = new int[capacity];
        size = 0;
        for (int slot = 0; slot < oldKeys.length; slot++) {
            if (oldKeys[slot] != EMPTY) {
                put(oldKeys[slot], oldAcquired[slot], oldFailed[slot]);
            }
        }
    }

    private void removeSlot(int slot) {
        int mask = keys.length - 1;
        int hole = slot;
        for (int at = slot + 1 & mask; keys[at] != EMPTY; at = at + 1 & mask) {
            if ((at - home(keys[at], mask) & mask) >= (at - hole & mask)) {
                keys[hole] = keys[at];
                acquired[hole] = acquired[at];
                failed[hole] = failed[at];
                hole = at;
            }
        }
        keys[hole] = EMPTY;
        size--;
        if (size == 0 && keys.length > 1024) {
            clear();
        }
    }

    private static int home(long offset, int mask) {
        long mixed = offset * 0x9E3779B97F4A7C15L;
        return (int) (mixed >>> 32) & mask;
    }
}
