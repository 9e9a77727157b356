package io.volok.broker.vhost;

import java.util.Arrays;

/** Longs, the smallest first: eight bytes each. */
final class LongHeap {

    private long[] values = new long[64];
    private int size;

    boolean isEmpty() {
        return size == 0;
    }

    int size() {
        return size;
    }

    long peek() {
        return values[0];
    }

    void add(long value) {
        if (size == values.length) {
            values = Arrays.copyOf(values, size * 2);
        }
        int at = size++;
        while (at > 0 && values[(at - 1) >>> 1] > value) {
            values[at] = values[(at - 1) >>> 1];
            at = (at - 1) >>> 1;
        }
        values[at] = value;
    }

    long poll() {
        long smallest = values[0];
        long moved = values[--size];
        int at = 0;
        for (int child = 1; child < size; child = 2 * at + 1) {
            if (child + 1 < size && values[child + 1] < values[child]) {
                child++;
            }
            if (values[child] >= moved) {
                break;
            }
            values[at] = values[child];
            at = child;
        }
        values[at] = moved;
        return smallest;
    }
}
