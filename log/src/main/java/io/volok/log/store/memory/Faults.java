package io.volok.log.store.memory;

import java.util.Random;

/** Orders for the disk of a {@link MemorySegmentStore}. Everything random comes from one seed. */
public final class Faults {

    private final Random random;
    private long capacityBytes = Long.MAX_VALUE;
    private double appendFailures;
    private int failAppends;
    private boolean torn;
    private int soundAppends = Integer.MAX_VALUE;

    Faults(long seed) {
        this.random = new Random(seed);
    }

    /** How much fits before appends fail with {@link io.volok.log.store.DiskFull}. */
    public void capacityBytes(long bytes) {
        capacityBytes = bytes;
    }

    /** The capacity in force. */
    public long capacityBytes() {
        return capacityBytes;
    }

    /** Lets the next append fail with {@link io.volok.log.store.AppendFailed}, nothing of it is kept. */
    public void failNextAppend() {
        failAppends = 1;
        torn = false;
    }

    /** Lets the next append fail after some of its bytes have been written; whoever opens the log next finds them. */
    public void tearNextAppend() {
        failAppends = 1;
        torn = true;
    }

    /** Lets so many appends succeed, to whatever log, and then one fail, torn or not. */
    public void failAppendAfter(int appends, boolean torn) {
        soundAppends = appends;
        this.torn = torn;
    }

    /** Lets this part of all appends fail, half of them torn. */
    public void failAppends(double probability) {
        appendFailures = probability;
    }

    boolean nextAppendFails() {
        if (soundAppends != Integer.MAX_VALUE && soundAppends-- == 0) {
            soundAppends = Integer.MAX_VALUE;
            return true;
        }
        if (failAppends > 0) {
            failAppends--;
            return true;
        }
        if (appendFailures > 0 && random.nextDouble() < appendFailures) {
            torn = random.nextBoolean();
            return true;
        }
        return false;
    }

    /** How many of so many bytes a failing append leaves behind. */
    int tornBytes(int bytes) {
        return torn ? random.nextInt(bytes) : 0;
    }

    /** A number from {@code low} to {@code high}, both inclusive. */
    int between(int low, int high) {
        return low + random.nextInt(high - low + 1);
    }

    boolean chance(double probability) {
        return random.nextDouble() < probability;
    }
}
