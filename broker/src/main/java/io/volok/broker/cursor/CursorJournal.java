package io.volok.broker.cursor;

import java.util.Arrays;

/**
 * What has happened to a cursor since its facts were last written. In-order acknowledgement leaves no trace here, since
 * the floor tells all of it; only what is out of order, and what came back, is noted one by one (as runs).
 */
final class CursorJournal {

    private long[] runs = new long[16];
    private int runLongs;
    private long[] ephemeral = new long[2];
    private int ephemeralLongs;
    private long[] counted = new long[8];
    private int countedSize;
    private long writtenFloor;
    private long writtenNext;

    /** Forgets everything: the facts now say {@code floor} and {@code next}. */
    void written(long floor, long next) {
        runLongs = 0;
        ephemeralLongs = 0;
        countedSize = 0;
        writtenFloor = floor;
        writtenNext = next;
        if (runs.length > 4096) {
            runs = new long[16];
        }
        if (counted.length > 4096) {
            counted = new long[8];
        }
    }

    /** An offset was archived out of order. */
    void archived(long offset) {
        if (runLongs > 0 && runs[runLongs - 1] == offset) {
            runs[runLongs - 1] = offset + 1;
        } else {
            archived(offset, offset + 1);
        }
    }

    /** A range was archived out of order; {@code to} is exclusive. */
    void archived(long from, long to) {
        if (runLongs + 2 > runs.length) {
            runs = Arrays.copyOf(runs, runs.length * 2);
        }
        runs[runLongs++] = from;
        runs[runLongs++] = to;
    }

    /** A range was enqueued that does not survive a restart; {@code to} is exclusive. */
    void ephemeral(long from, long to) {
        if (ephemeralLongs > 0 && ephemeral[ephemeralLongs - 1] == from) {
            ephemeral[ephemeralLongs - 1] = to;
            return;
        }
        if (ephemeralLongs + 2 > ephemeral.length) {
            ephemeral = Arrays.copyOf(ephemeral, ephemeral.length * 2);
        }
        ephemeral[ephemeralLongs++] = from;
        ephemeral[ephemeralLongs++] = to;
    }

    /** An offset came back. */
    void counted(long offset) {
        if (countedSize == counted.length) {
            counted = Arrays.copyOf(counted, countedSize * 2);
        }
        counted[countedSize++] = offset;
    }

    boolean isDirty(long floor, long next) {
        return floor != writtenFloor || next != writtenNext || runLongs > 0 || countedSize > 0
                || ephemeralLongs > 0;
    }

    long writtenFloor() {
        return writtenFloor;
    }

    int runs() {
        return runLongs / 2;
    }

    long runFrom(int run) {
        return runs[run * 2];
    }

    long runTo(int run) {
        return runs[run * 2 + 1];
    }

    int ephemerals() {
        return ephemeralLongs / 2;
    }

    long ephemeralFrom(int run) {
        return ephemeral[run * 2];
    }

    long ephemeralTo(int run) {
        return ephemeral[run * 2 + 1];
    }

    int counted() {
        return countedSize;
    }

    long countedAt(int index) {
        return counted[index];
    }
}
