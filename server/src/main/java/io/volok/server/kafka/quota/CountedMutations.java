package io.volok.server.kafka.quota;

import io.volok.broker.shard.Shard;
import io.volok.server.kafka.wire.Mutations;
import org.apache.kafka.common.errors.ThrottlingQuotaExceededException;
import org.apache.kafka.common.protocol.Errors;

/** What one request takes out of the bucket that its user has for changes. Lives on the session's shard. */
final class CountedMutations implements Mutations {

    private final TokenBucket bucket;
    private final double perSecond;
    private final boolean strict;
    private final Shard shard;
    private int delayMs;

    CountedMutations(TokenBucket bucket, double perSecond, boolean strict, Shard shard) {
        this.bucket = bucket;
        this.perSecond = perSecond;
        this.strict = strict;
        this.shard = shard;
    }

    @Override
    public void count(int partitions) {
        if (!strict) {
            delayMs = bucket.take(partitions, perSecond, shard.nowMs());
            return;
        }
        int refusedForMs = bucket.takeUnlessInDebt(partitions, perSecond, shard.nowMs());
        if (refusedForMs > 0) {
            delayMs = refusedForMs;
            throw new ThrottlingQuotaExceededException(refusedForMs, Errors.THROTTLING_QUOTA_EXCEEDED.message());
        }
    }

    @Override
    public int delayMs() {
        return delayMs;
    }
}
