package io.volok.broker.share;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * What a consumer got.
 *
 * @param records whole batches; only the offsets in {@code runs} are the consumer's
 * @param runs in order of their offsets
 * @param count how many offsets that are
 * @param era changes when the group is moved, {@link SharePartition#era}
 */
public record Acquired(ByteBuffer records, List<Run> runs, int count, long era) {

    /** There was nothing to get. */
    public static final Acquired NOTHING = new Acquired(ByteBuffer.allocate(0), List.of(), 0, -1);

    Acquired in(long when) {
        return new Acquired(records, runs, count, when);
    }

    /**
     * Records that are delivered for the same time.
     *
     * @param first first offset
     * @param last last offset, inclusive
     * @param deliveryCount 1 when they are delivered for the first time
     */
    public record Run(long first, long last, int deliveryCount) {
    }
}
