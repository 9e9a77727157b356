package io.volok.server.kafka.txn;

import io.volok.broker.shard.Shard;
import io.volok.broker.txn.ProducerIds;
import io.volok.codec.record.BatchBuilder;
import io.volok.codec.record.RecordBody;
import io.volok.codec.record.RecordCursor;
import io.volok.codec.record.RecordView;
import io.volok.log.Durability;
import io.volok.log.Log;
import io.volok.log.LogConfig;
import io.volok.log.LogSlice;
import io.volok.log.store.DiskFull;
import io.volok.log.store.LogId;
import io.volok.log.store.SegmentStore;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Producer ids out of blocks: a block is taken from only when its reservation is durable, so no id is given twice, and
 * a restart begins behind the last block.
 *
 * <pre>
 *   reservation: a record whose value is the end of the block, int64
 * </pre>
 *
 * The log belongs to one shard; ids may be asked for on any.
 */
public final class StoredProducerIds implements ProducerIds {

    private static final LogId LOG = new LogId("internal", "producer-ids");
    private static final long BLOCK = 10_000;
    /** What is kept back so that {@link #available} holds for every shard that asks at the same time. */
    private static final long RESERVE = 1_000;
    private static final int SEGMENT_BYTES = 1 << 20;

    private final Log log;
    private final Shard owner;
    private final AtomicLong next = new AtomicLong();
    private volatile long limit;
    /** The next two are touched on the owner only. */
    private long reserved;
    private boolean reserving;

    private StoredProducerIds(Log log, Shard owner) {
        this.log = log;
        this.owner = owner;
    }

    /** Opens the reservations. Called on the owner, or before the shards run. */
    public static StoredProducerIds open(SegmentStore store, Durability durability, Shard owner) {
        LogConfig config = LogConfig.DEFAULT.withSegmentBytes(SEGMENT_BYTES).withDurability(durability);
        StoredProducerIds ids = new StoredProducerIds(Log.open(store, LOG, config, owner::execute), owner);
        ids.reserved = ids.lastReservation();
        ids.limit = ids.reserved;
        ids.next.set(ids.reserved);
        return ids;
    }

    @Override
    public boolean available() {
        long left = limit - next.get();
        if (left < BLOCK / 2) {
            if (owner.isCurrent()) {
                reserve();
            } else {
                owner.execute(this::reserve);
            }
        }
        return limit - next.get() > RESERVE;
    }

    @Override
    public long next() {
        return next.getAndIncrement();
    }

    /** Closes the log. On the owner. */
    public void close() {
        log.close();
    }

    private void reserve() {
        if (reserving || limit - next.get() >= BLOCK / 2) {
            return;
        }
        long end = reserved + BLOCK;
        long offset = log.endOffset();
        long nowMs = owner.nowMs();
        BatchBuilder builder = new BatchBuilder();
        builder.begin(offset, nowMs).append(nowMs,
                RecordBody.of(null, ByteBuffer.allocate(Long.BYTES).putLong(end).array()));
        builder.finish();
        try {
            log.append(builder.toBuffer(), offset, offset, nowMs);
        } catch (DiskFull full) {
            return; // Whoever asks next tries again.
        }
        reserving = true;
        reserved = end;
        log.whenDurable(offset + 1, () -> {
            reserving = false;
            limit = end;
            log.trimTo(offset);
        });
    }

    private long lastReservation() {
        long endOffset = log.endOffset();
        if (endOffset == log.startOffset()) {
            return 0;
        }
        LogSlice slice = log.read(endOffset - 1, Integer.MAX_VALUE);
        try {
            ByteBuffer bytes = ByteBuffer.allocate(slice.length());
            slice.readInto(bytes);
            RecordCursor cursor = new RecordCursor().open(bytes.flip());
            RecordView record = new RecordView();
            long last = 0;
            while (cursor.next(record)) {
                last = ByteBuffer.wrap(record.array()).getLong(record.valueStart());
            }
            return last;
        } finally {
            slice.release();
        }
    }
}
