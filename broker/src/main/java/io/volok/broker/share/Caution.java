package io.volok.broker.share;

import io.volok.broker.cursor.AckCursor;

/**
 * What goes out together with records that were delivered several times in vain: one of them may be what its consumers
 * fail at, and all that is in their hands comes back with it. From half of the deliveries on, suspects go out by halves,
 * and for the last time alone (as in Kafka 4.4), so that only the culprit is given up.
 */
record Caution(int deliveryLimit) {

    /** Longer runs are not looked at: they are cut soon enough. */
    private static final int LONGEST_RUN = 4096;

    /** Whether a record with so many deliveries behind it is suspect. */
    boolean isSuspect(int delivered) {
        return deliveryLimit > 2 && delivered >= Math.ceilDiv(deliveryLimit, 2);
    }

    /** How many of the suspects from {@code offset} on go out together. */
    int most(AckCursor cursor, long offset, int delivered) {
        if (delivered + 1 >= deliveryLimit) {
            return 1;
        }
        long end = offset + 1;
        while (end - offset < LONGEST_RUN && cursor.peekFrom(end) == end && cursor.acquiredCount(end) == delivered) {
            end++;
        }
        return (int) Math.max(1, (end - offset) / 2);
    }
}
