package io.volok.broker.txn;

import io.volok.broker.shard.Shard;
import io.volok.codec.record.BatchBuilder;
import io.volok.codec.record.RecordBody;
import io.volok.log.Durability;
import io.volok.log.Log;
import io.volok.log.LogConfig;
import io.volok.log.store.LogId;
import io.volok.log.store.SegmentStore;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Producer ids in blocks. A block is written down before the first of its ids is given, so that none is ever given twice,
 * whatever happens; what is left of a block when the broker ends is lost, and that does not matter.
 *
 * <p>The log's end offset is the number of blocks that were ever taken: a record per block, and nothing else to read.
 */
public final class ProducerIdBlocks implements ProducerIds {

    private static final LogId LOG = new LogId("internal", "producer-ids");
    private static final int BLOCK = 1000;
    private static final int REFILL_BELOW = BLOCK / 2;

    private final Shard shard;
    private final Log log;
    private final AtomicReference<Range> at = new AtomicReference<>(new Range(0, 0, 0, 0));
    private boolean refilling;

    /** Ids from {@code next} to {@code end}, and a further block that takes over behind them. Ends are exclusive. */
    private record Range(long next, long end, long spareStart, long spareEnd) {

        long left() {
            return end - next + spareEnd - spareStart;
        }

        Range afterOne() {
            return next + 1 < end ? new Range(next + 1, end, spareStart, spareEnd)
                    : new Range(spareStart, spareEnd, 0, 0);
        }

        Range with(long start, long newEnd) {
            return next == end ? new Range(start, newEnd, 0, 0) : new Range(next, end, start, newEnd);
        }
    }

    private ProducerIdBlocks(Shard shard, Log log) {
        this.shard = shard;
        this.log = log;
    }

    /** Opens the log; called on {@code shard}, or before it runs. */
    public static ProducerIdBlocks open(Shard shard, SegmentStore store, Durability durability) {
        Log log = Log.open(store, LOG, LogConfig.DEFAULT.withDurability(durability), shard::execute);
        ProducerIdBlocks blocks = new ProducerIdBlocks(shard, log);
        blocks.refill();
        return blocks;
    }

    @Override
    public boolean available() {
        if (at.get().left() > 0) {
            return true;
        }
        shard.execute(this::refill);
        return false;
    }

    @Override
    public long next() {
        Range before = at.getAndUpdate(Range::afterOne);
        if (before.left() <= 0) {
            throw new IllegalStateException("no producer id is at hand");
        }
        if (before.left() == REFILL_BELOW) {
            shard.execute(this::refill);
        }
        return before.next();
    }

    /** Closes the log. On the shard. */
    public void close() {
        log.close();
    }

    private void refill() {
        if (refilling || at.get().left() > REFILL_BELOW) {
            return;
        }
        refilling = true;
        long block = log.endOffset();
        BatchBuilder builder = new BatchBuilder().begin(block, shard.nowMs());
        builder.append(shard.nowMs(), RecordBody.of(null, new byte[0]));
        builder.finish();
        ByteBuffer batch = builder.toBuffer();
        log.append(batch, block, block, shard.nowMs());
        log.whenDurable(block + 1, () -> {
            refilling = false;
            at.updateAndGet(range -> range.with(block * BLOCK, (block + 1) * BLOCK));
        });
    }
}
