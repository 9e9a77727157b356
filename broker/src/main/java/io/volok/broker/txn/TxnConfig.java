package io.volok.broker.txn;

/**
 * Settings of transactions.
 *
 * @param maxTimeoutMs {@code transaction.max.timeout.ms}
 * @param expirationMs {@code transactional.id.expiration.ms}
 * @param abortIntervalMs {@code transaction.abort.timed.out.transaction.cleanup.interval.ms}
 * @param expireIntervalMs {@code transaction.remove.expired.transaction.cleanup.interval.ms}
 * @param logPartitions {@code transaction.state.log.num.partitions}
 * @param logSegmentBytes {@code transaction.state.log.segment.bytes}
 */
public record TxnConfig(int maxTimeoutMs, int expirationMs, int abortIntervalMs, int expireIntervalMs,
        int logPartitions, int logSegmentBytes) {

    /** Kafka's defaults. */
    public static final TxnConfig DEFAULT =
            new TxnConfig(900_000, 604_800_000, 10_000, 3_600_000, 50, 104_857_600);
}
