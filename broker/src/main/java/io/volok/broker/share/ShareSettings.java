package io.volok.broker.share;

/**
 * How a group shares.
 *
 * @param lockMs how long a record may be held before somebody else gets it, or {@link #NO_TIME_LIMIT}
 * @param deliveryLimit how many times a record is delivered at most
 * @param maxLocks how many records of a partition may be in somebody's hands at a time; over which span does not matter
 * @param renewable whether a consumer may ask for more time
 * @param reset where a group begins that has no offset
 * @param resetAgeMs how far back {@link Reset#BY_AGE} begins
 * @param readCommitted whether records of open and aborted transactions are passed over
 */
public record ShareSettings(long lockMs, int deliveryLimit, int maxLocks, boolean renewable, Reset reset,
                            long resetAgeMs, boolean readCommitted) {

    /** Holders that are known to be alive may hold records for ever. */
    public static final long NO_TIME_LIMIT = Long.MAX_VALUE;

    /** Where to begin. */
    public enum Reset {
        EARLIEST,
        LATEST,
        BY_AGE
    }
}
