package io.volok.broker.txn;

/** Gives producer ids that were never given before, by this run of the broker or an earlier one. Any shard may ask. */
public interface ProducerIds {

    /** Whether some are at hand; if not, more are on their way. */
    boolean available();

    /** The next one. Only after {@link #available()} said yes. */
    long next();
}
